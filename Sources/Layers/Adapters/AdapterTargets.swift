import Checkpoints

/// The sides of a model, which adapters change with strengths of their own.
public enum AdapterSide: String, Sendable, Hashable, CaseIterable {
    case unet = "UNet"
    /// The only text encoder, or SDXL's smaller one.
    case text = "text encoder"
    /// SDXL's larger text encoder.
    case secondText = "second text encoder"

    /// What stands before a module's name, with `_` for every dot: kohya's, diffusers', PEFT's,
    /// LyCORIS' own, the original checkpoints' and ComfyUI's.
    fileprivate var prefixes: [String] {
        switch self {
        case .unet:
            [
                "lora_unet_", "unet_", "diffusion_model_", "model_diffusion_model_",
                "lycoris_unet_",
                "lycoris_", "base_model_model_", "base_model_model_unet_", "",
            ]
        case .text:
            [
                "lora_te_", "lora_te1_", "text_encoder_", "te_", "te1_", "lycoris_te_", "lycoris_",
                "base_model_model_", "clip_l_", "text_encoders_clip_l_transformer_", "clip_h_",
                "text_encoders_clip_h_transformer_", "",
            ]
        case .secondText:
            [
                "lora_te2_", "text_encoder_2_", "te2_", "lycoris_te2_", "clip_g_",
                "text_encoders_clip_g_transformer_",
            ]
        }
    }
}

/// Where in a network the change of one module goes.
struct AdapterTarget: Sendable, Hashable {
    /// The weight's name, and its shape as the adapter sees it.
    let weight: String
    let shape: [Int]
    /// The bias's name.
    let bias: String?
    /// The rows that are the module's, where several modules' weights are stored as one.
    var rows: Range<Int>?
    /// Whether the weight is stored with its rows and columns exchanged.
    var isTransposed = false
}

/// The modules of one network by all the names that adapters call them.
///
/// Trainers name a module by its path in the network, in the original naming or in diffusers',
/// with dots or underscores, behind a prefix for the side. All of them lead to the tensors by the
/// names that the models ask for.
public struct AdapterTargets: Sendable {
    /// Which side of the model the network is.
    public let side: AdapterSide
    private var targets: [String: AdapterTarget] = [:]

    /// The modules of a network.
    ///
    /// - Parameters:
    ///   - shapes: its tensors' shapes, by the names that the models ask for.
    ///   - side: which side of the model it is.
    public init(_ shapes: [String: [Int]], side: AdapterSide) {
        self.side = side
        switch side {
        case .unet: addUNet(shapes)
        case .text, .secondText: addText(shapes)
        }
    }

    /// Where the change of a module goes; `nil` if the network has no such module.
    subscript(_ module: String) -> AdapterTarget? {
        let name = module.underscored
        for prefix in side.prefixes where name.hasPrefix(prefix) {
            if let target = targets[String(name.dropFirst(prefix.count))] { return target }
        }
        return nil
    }

    /// Adds a module under several names.
    mutating func add(_ target: AdapterTarget, as names: [String]) {
        for name in names { targets[name.underscored] = target }
    }
}

extension AdapterTargets {
    private mutating func addUNet(_ shapes: [String: [Int]]) {
        let dialect = Dialect.diffusersUNet(of: shapes.keys)
        for (module, target) in Self.modules(of: shapes) {
            guard let foreign = dialect.foreign(module) else {
                add(target, as: [module])
                continue
            }
            // diffusers once called what it trained in an attention its processor.
            let processor = foreign.replacing(".to_out.0", with: ".to_out")
                .replacing(".to_", with: ".processor.to_")
            add(target, as: [module, foreign, processor])
        }
    }

    /// The modules whose weights stand alone, by their paths.
    static func modules(of shapes: [String: [Int]]) -> [(path: String, target: AdapterTarget)] {
        shapes.compactMap { name, shape in
            guard name.hasSuffix(".weight"), !shape.isEmpty else { return nil }
            let path = String(name.dropLast(".weight".count))
            let bias = shapes["\(path).bias"] != nil ? "\(path).bias" : nil
            return (path, AdapterTarget(weight: name, shape: shape, bias: bias))
        }
    }
}

extension String {
    /// The name with underscores for dots, as kohya writes it.
    var underscored: String {
        String(
            decoding: utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
