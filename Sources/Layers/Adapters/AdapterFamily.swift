import Checkpoints

/// A family of models that adapters are made for.
public enum AdapterFamily: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case sd1 = "SD 1.x"
    case sd2 = "SD 2.x"
    case sdxl = "SDXL"
    case refiner = "the SDXL refiner"
    case sd3 = "SD 3"
    case flux = "Flux"

    /// The family's name.
    public var description: String { rawValue }

    /// The family of the UNets that take a text context of this width.
    public init?(contextWidth: Int) {
        switch contextWidth {
        case 768: self = .sd1
        case 1024: self = .sd2
        case 2048: self = .sdxl
        case 1280: self = .refiner
        default: return nil
        }
    }
}

extension AdapterFile {
    /// The family of models that the adapter is for, as its names, shapes and metadata tell; `nil`
    /// if they leave it open.
    public var family: AdapterFamily? {
        // What changes the denoiser tells most; a text encoder may serve several families.
        for evidence in [\AdapterModule.denoiserFamily, \.textFamily, \.depthFamily] {
            for module in modules {
                if let family = module[keyPath: evidence] { return family }
            }
        }
        let named = file.metadata["modelspec.architecture"] ?? ""
        return Self.families.first { named.hasPrefix($0.0) }?.1
    }

    /// How the Stability model specification's names of the families begin.
    private static let families: [(String, AdapterFamily)] = [
        ("stable-diffusion-v1", .sd1), ("stable-diffusion-v2", .sd2),
        ("stable-diffusion-xl-v1-refiner", .refiner), ("stable-diffusion-xl", .sdxl),
        ("stable-diffusion-3", .sd3), ("stable-diffusion-v3", .sd3), ("flux", .flux),
    ]
}

extension AdapterModule {
    /// The family that alone has a denoiser with a module of this name and width.
    fileprivate var denoiserFamily: AdapterFamily? {
        if names("double_blocks_", "single_blocks_", "single_transformer_blocks_") { return .flux }
        if names("joint_blocks_") { return .sd3 }
        if names("transformer_transformer_blocks_"), names("attn_to_q") {
            return columns == 3072 ? .flux : .sd3
        }
        // Where a UNet attends to the text, its inputs are as wide as the text encoders.
        guard names("attn2_to_k", "attn2_to_v", "attn2_processor_to_k") else { return nil }
        return columns.flatMap(AdapterFamily.init(contextWidth:))
    }

    /// The family that alone has a text encoder with a module of this name and width.
    fileprivate var textFamily: AdapterFamily? {
        if names("lora_te2_text_model", "text_encoder_2_text_model") { return .sdxl }
        guard names("lora_te_text_model", "text_encoder_text_model"), names("self_attn_q_proj")
        else { return nil }
        return columns == 1024 ? .sd2 : columns == 768 ? .sd1 : nil
    }

    /// Only SDXL has more than one transformer block in a place.
    fileprivate var depthFamily: AdapterFamily? {
        names("transformer_blocks_1_") && names("input_blocks_", "down_blocks_", "mid")
            ? .sdxl : nil
    }

    /// Whether one of the words is in the name, with underscores for dots.
    private func names(_ words: String...) -> Bool {
        let name = name.underscored
        return words.contains { name.contains($0) }
    }

    /// The columns of a linear map that the tensors make, where they show them.
    private var columns: Int? {
        switch kind {
        case .lora: parts[.down]?.shape.dropFirst().first
        case .loha: parts[.hadaW1B]?.shape.last
        case .lokr: lokrColumns
        case .glora:
            parts[.gloraA2].flatMap { a2 in parts[.gloraA1].map { ($0, a2) } }
                .flatMap { [$0.shape.first, $1.shape.first].compactMap { $0 }.max() }
        case .full: parts[.difference]?.shape.dropFirst().first
        case .replacement: parts[.replacement]?.shape.dropFirst().first
        case .norm, .oft, .boft, .ia3: nil
        }
    }

    private var lokrColumns: Int? {
        let small = parts[.lokrW1] ?? parts[.lokrW1B]
        let large = parts[.lokrW2] ?? parts[.lokrW2B]
        guard let left = small?.shape.last, let right = large?.shape.last else { return nil }
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? nil : product
    }
}
