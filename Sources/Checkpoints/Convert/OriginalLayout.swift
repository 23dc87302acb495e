/// A model's tensors under the names of the original Stable Diffusion checkpoints, which web UIs
/// read.
///
/// - A diffusers pipeline becomes one checkpoint: UNet, VAE and text encoders below the prefixes of
///   its family, LAION's encoders in OpenCLIP's layout.
/// - A UNet or VAE of its own with diffusers' names gets the original ones, without a prefix.
/// - Everything else keeps its names.
struct OriginalLayout {
    private let file: CheckpointFile
    private var tensors: [String: ConvertedTensor] = [:]

    /// The tensors that make up the result.
    ///
    /// - Throws: `ConversionError`, if the original layout has no place for one.
    static func tensors(of file: CheckpointFile) throws(ConversionError) -> [ConvertedTensor] {
        var layout = OriginalLayout(file: file)
        let isPipeline = CheckpointFolder.components.contains { component in
            file.tensors.keys.contains { $0.hasPrefix(component + "/") }
        }
        try isPipeline ? layout.addPipeline() : layout.addNetwork(below: "", to: "")
        return Array(layout.tensors.values)
    }

    private init(file: CheckpointFile) { self.file = file }

    private mutating func add(_ tensor: ConvertedTensor) throws(ConversionError) {
        guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
            throw .duplicateTensor(tensor.name, file: file.path)
        }
    }
}

// MARK: - Networks

extension OriginalLayout {
    /// Adds the UNet or VAE whose names begin with `source`, in whatever dialect.
    private mutating func addNetwork(
        below source: String, to target: String
    ) throws(ConversionError) {
        let dialect = Dialect.spoken(by: file.tensors.keys, below: source)
        for (name, info) in file.tensors where name.hasPrefix(source) {
            guard let original = dialect.original(String(name.dropFirst(source.count))) else {
                throw .unknownTensor(name, file: file.path)
            }
            let tensor = ConvertedTensor(target + original, info)
            // diffusers has matrices where the original VAE has convolutions of one pixel.
            let isProjection =
                dialect.kind == .diffusersVAE && original.contains(".attn_1.")
                && original.hasSuffix(".weight") && info.shape.count == 2
            try add(isProjection ? tensor.extended(toRank: 4) : tensor)
        }
    }

    private mutating func addPipeline() throws(ConversionError) {
        try addNetwork(below: "unet/", to: "model.diffusion_model.")
        try addNetwork(below: "vae/", to: "first_stage_model.")
        for encoder in PipelineEncoders(file).encoders {
            for tensor in try TextLayout(file, below: encoder.source).tensors(encoder.target) {
                try add(tensor)
            }
        }
        try addMarks()
    }

    /// Empty tensors by which web UIs know a model that was trained to give velocity.
    private mutating func addMarks() throws(ConversionError) {
        guard tensors["model.diffusion_model.out.2.weight"] != nil else { return }
        if file.metadata["modelspec.prediction_type"] == "v_prediction" {
            try add(ConvertedTensor("v_pred", type: .f32, shape: [0], source: .zeros))
        }
        if file.metadata["ztsnr"] == "true" {
            try add(ConvertedTensor("ztsnr", type: .f32, shape: [0], source: .zeros))
        }
    }
}

// MARK: - Which family

/// A pipeline's text encoders and where a checkpoint of its family keeps them.
struct PipelineEncoders {
    /// The encoders, by the prefix in the pipeline.
    private(set) var encoders: [(source: String, target: TextLayout.Target)] = []
    private let file: CheckpointFile

    init(_ file: CheckpointFile) {
        self.file = file
        let (first, second) = ("text_encoder/", "text_encoder_2/")
        if has(first) { encoders.append((first, firstTarget)) }
        if has(second) {
            encoders.append(
                (second, .openCLIP("conditioner.embedders.\(isRefiner ? 0 : 1).model.")))
        }
    }

    private func has(_ prefix: String) -> Bool {
        file.tensors.keys.contains { $0.hasPrefix(prefix) }
    }

    /// The refiner has SDXL's second encoder alone, so that its context is as wide as that.
    private var isRefiner: Bool {
        guard !has("text_encoder/"), let width = width(of: "text_encoder_2/") else { return false }
        return contextWidth == width
    }

    private var firstTarget: TextLayout.Target {
        if has("text_encoder_2/") || has("unet/add_embedding.") {
            return .huggingFace("conditioner.embedders.0.transformer.")
        }
        return isSD2
            ? .openCLIPWithoutLast("cond_stage_model.model.")
            : .huggingFace("cond_stage_model.transformer.")
    }

    /// SD 2.x projects into its transformers with matrices, SD 1.x with 1×1 convolutions. Without a
    /// UNet the encoder's width tells: 768 channels or 1,024.
    private var isSD2: Bool {
        let projection = file.tensors.first {
            $0.key.hasPrefix("unet/") && $0.key.hasSuffix(".proj_in.weight")
        }
        if let projection { return projection.value.shape.count == 2 }
        return (width(of: "text_encoder/") ?? 0) >= 1_024
    }

    private func width(of encoder: String) -> Int? {
        let norm = file.tensors.first {
            $0.key.hasPrefix(encoder) && $0.key.hasSuffix("final_layer_norm.weight")
        }
        return norm?.value.shape.first
    }

    private var contextWidth: Int? {
        let keys = file.tensors.first {
            $0.key.hasPrefix("unet/") && $0.key.hasSuffix("attn2.to_k.weight")
        }
        return keys?.value.shape.last
    }
}
