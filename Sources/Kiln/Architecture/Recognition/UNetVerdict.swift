import Checkpoints

/// What a UNet is: a family that runs, or a relative that is known by name.
struct UNetVerdict {
    let model: Fingerprint.Model
    /// The name of a family's smaller sibling that runs as the family does: "SSD-1B".
    var variant: String?
    /// What it takes beside the noisy latent.
    var inputs = UNetInputs.latent

    init(
        _ model: Fingerprint.Model, variant: String? = nil, inputs: UNetInputs = .latent
    ) {
        self.model = model
        self.variant = variant
        self.inputs = inputs
    }

    /// The verdict on a UNet, by what lies in its file.
    init(_ unet: Component, _ transformers: ComponentWalk.Transformers, in keys: TensorLookup) {
        let structure = UNetStructure(unet, transformers, in: keys)
        if let relative = Self.relative(structure, keys) {
            self.init(.known(relative))
        } else if let family = structure.family(refines: Self.isRefiner(structure, keys)),
            let inputs = structure.unetInputs(of: family)
        {
            self.init(
                .runs(family), variant: family == .sdxl ? structure.distilledVariant : nil,
                inputs: inputs)
        } else {
            self.init(.known(structure.description))
        }
    }

    /// The name of a model that has a family's structure and is yet another one.
    private static func relative(_ unet: UNetStructure, _ keys: TensorLookup) -> String? {
        let inside = keys.below(unet.prefix)
        if inside.hasAny(timeStacks) { return "a Stable Video Diffusion model" }
        if let row = markers.first(where: { keys.has($0.key) || inside.has($0.key) }) {
            return row.title
        }
        if unet.vector == 5632 { return "a Kolors model" }
        if unet.vector != nil, unet.context == 1024 {
            return "an SD 2.x unCLIP model"
        }
        return nil
    }

    /// Whether a UNet with a vector is the SDXL refiner's and not the base model's.
    private static func isRefiner(_ unet: UNetStructure, _ keys: TensorLookup) -> Bool {
        unet.context == 1280 || keys.has(refinerEncoder) && !keys.has(sdxlEncoder)
    }

    private static let refinerEncoder =
        "conditioner.embedders.0.model.transformer.resblocks.0.ln_1.weight"
    private static let sdxlEncoder =
        "conditioner.embedders.1.model.transformer.resblocks.0.ln_1.weight"
    private static let timeStacks = [
        "input_blocks.1.0.time_stack.in_layers.0.weight",
        "input_blocks.1.1.time_stack.0.attn1.to_q.weight",
        "down_blocks.0.resnets.0.temporal_res_block.conv1.weight",
    ]

    /// Keys of models whose UNet is another's; looked for in the whole file and in the UNet.
    private static let markers: [(key: String, title: String)] = [
        ("edm_mean", "a Playground 2.5 model (an SDXL UNet with a latent space of its own)"),
        ("edm_vpred.sigma_max", "a CosXL model (an SDXL UNet in the EDM formulation)"),
        ("cond_stage_model.roberta.embeddings.word_embeddings.weight", "an AltDiffusion model"),
        ("cond_stage_model.roberta.embeddings.token_type_embeddings.weight", altDiffusion),
        ("embedder.model.ln_final.weight", "an SD 2.x unCLIP model"),
        ("embedder.model.visual.class_embedding", "an SD 2.x unCLIP model"),
        ("noise_augmentor.time_embed.freqs", "an SD 2.x unCLIP model"),
        ("cc_projection.weight", "a Zero123 model"),
        ("encoder_hid_proj.weight", "a Kolors model"),
        ("label_emb.weight", "an SD x4 upscaling model"),
        ("class_embedding.weight", "an SD x4 upscaling model"),
        ("position_net.linears.0.weight", "a GLIGEN model"),
    ]
    private static let altDiffusion = "an AltDiffusion model"
}

/// What the shapes of a UNet tell.
struct UNetStructure {
    let prefix: String
    /// Channels of its input.
    let inputs: Int
    /// Columns of its text; `nil` for one that takes none.
    let context: Int?
    /// Channels of the vector beside the text.
    let vector: Int?
    private let isLinear: Bool?
    private let depths: [String: Int]

    init(
        _ unet: Component, _ transformers: ComponentWalk.Transformers, in keys: TensorLookup
    ) {
        let inside = keys.below(unet.prefix)
        prefix = unet.prefix
        inputs =
            inside.size("input_blocks.0.0.weight", axis: 1)
            ?? inside.size("conv_in.weight", axis: 1) ?? 0
        context = transformers.context
        vector = Self.vectorKeys.lazy.compactMap { inside.size($0, axis: 1) }.first
        isLinear = transformers.isLinear
        depths = transformers.depths
    }

    /// Where the vector comes in, in the original naming and in diffusers'.
    static let vectorKeys = [
        "label_emb.0.0.weight", "add_embedding.linear_1.weight", "class_embedding.linear_1.weight",
    ]

    /// The UNet families differ in structure, so that the widths need not be known: SDXL takes a
    /// vector, SD 2.x projects into its transformers with matrices, SD 1.x with 1×1 convolutions.
    /// diffusers' SD 2.x may have convolutions, but never a context of SD 1.x's width.
    ///
    /// - Parameter refines: whether it is a refiner, if it takes a vector.
    func family(refines: Bool = false) -> Architecture? {
        guard let isLinear, context != nil else { return nil }
        if vector != nil { return refines ? .sdxlRefiner : .sdxl }
        return isLinear || context == 1024 ? .sd2 : .sd1
    }

    /// What it takes beside the noisy latent, if that is known to run.
    func unetInputs(of family: Architecture) -> UNetInputs? {
        switch inputs {
        case 4: .latent
        case 9: .inpainting
        // SDXL's editing models are of the EDM formulation.
        case 8: family.vector == .none ? .editing : nil
        default: nil
        }
    }

    /// Smaller SDXLs, distilled from it, by the blocks of the transformers on the way down.
    var distilledVariant: String? {
        let down = depths.filter { $0.key.hasPrefix("input_blocks") || $0.key.hasPrefix("down") }
        return switch down.values.sorted() {
        case [2, 2, 4, 4]: "SSD-1B"
        case [1, 1, 2, 2] where context == 2048: "Segmind Vega"
        case [2, 5]: "KOALA 700M"
        case [2, 6]: "KOALA 1B"
        default: nil
        }
    }

    /// The UNet in words, if it does not run.
    var description: String {
        guard context != nil else { return "a UNet without text conditioning" }
        let title = family()?.title ?? "SD"
        let article = title.hasPrefix("S") ? "an" : "a"
        return switch (inputs, family()?.id) {
        case (8, _): "\(article) \(title) editing model (8 input channels)"
        case (5, "sd2"): "an SD 2.x depth model"
        case (7, _): "an SD x4 upscaling model"
        default: "\(article) \(title) UNet with \(inputs) input channels"
        }
    }
}
