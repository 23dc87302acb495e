package import Wire

/// What the bodies of txt2img and img2img have in common, with the API's defaults.
package struct GenerationFields: Sendable {
    package var prompt = PromptTexts.one("")
    package var negativePrompt = PromptTexts.one("")
    package var styles: [String]?
    package var seeds = Seeds()
    package var samplerName: String?
    package var samplerIndex = "Euler"
    package var scheduler: String?
    package var batchSize = 1
    package var iterations = 1
    package var steps = 50
    package var cfgScale = WebUIDefaults.cfgScale
    package var distilledCFGScale = 3.5
    package var width = WebUIDefaults.width
    package var height = WebUIDefaults.height
    package var denoisingStrength = 0.75
    package var restoreFaces: Bool?
    package var tiling: Bool?
    package var sampling = SamplerFields()
    package var refinerCheckpoint: String?
    package var refinerSwitchAt: Double?
    package var job = JobFields()

    /// The sampler's name: `sampler_name`, or else `sampler_index`.
    package var sampler: String { samplerName.flatMap { $0.isEmpty ? nil : $0 } ?? samplerIndex }

    /// What makes the noise.
    package struct Seeds: Sendable {
        package var seed = -1
        package var subseed = -1
        package var subseedStrength = 0.0
        package var resizeFromHeight = -1
        package var resizeFromWidth = -1
    }
}

extension GenerationFields {
    package static let fields: [WireField<GenerationFields>] =
        texts + Seeds.fields.map { $0.lifted(to: \.seeds) } + pass
        + SamplerFields.fields.map { $0.lifted(to: \.sampling) } + refiner
        + JobFields.fields.map { $0.lifted(to: \.job) }

    private static let texts: [WireField<GenerationFields>] = [
        .init("prompt", \.prompt, "What to show: a text for all images, or a text for each."),
        .init("negative_prompt", \.negativePrompt, "What not to show, likewise."),
        .init("styles", \.styles, "Styles by name, put around the prompts."),
    ]

    private static let pass: [WireField<GenerationFields>] = [
        .init("sampler_name", \.samplerName, "Sampler by name or alias; null takes sampler_index."),
        .init("sampler_index", \.samplerIndex, "Sampler where sampler_name is not given."),
        .init("scheduler", \.scheduler, "Schedule by name or label; null is the sampler's own."),
        .init("batch_size", \.batchSize, "Images of one batch.", range: WebUIRanges.batch),
        .init("n_iter", \.iterations, "Batches.", range: WebUIRanges.batches),
        .init("steps", \.steps, "Sampler steps.", range: WebUIRanges.steps),
        .init("cfg_scale", \.cfgScale, "Guidance scale.", range: WebUIRanges.scales),
        .init(
            "distilled_cfg_scale", \.distilledCFGScale,
            "Guidance of models that were trained with it.", range: WebUIRanges.scales),
        .init("width", \.width, "Width of the first pass in pixels.", range: WebUIRanges.sides),
        .init("height", \.height, "Height of the first pass in pixels.", range: WebUIRanges.sides),
        .init(
            "denoising_strength", \.denoisingStrength,
            "Share of the schedule that a picture is made anew by.", range: WebUIRanges.share),
        .init("restore_faces", \.restoreFaces, "Whether faces are restored; not offered here."),
        .init("tiling", \.tiling, "Whether opposite edges meet; not offered here."),
    ]

    private static let refiner: [WireField<GenerationFields>] = [
        .init(
            "refiner_checkpoint", \.refinerCheckpoint,
            "Checkpoint that takes over the last steps; empty or None for none."),
        .init(
            "refiner_switch_at", \.refinerSwitchAt, "Share of the steps at which it takes over.",
            range: WebUIRanges.share),
    ]
}

extension GenerationFields.Seeds {
    fileprivate static let fields: [WireField<Self>] = [
        .init("seed", \.seed, "Seed of the first image; -1, or less, draws one."),
        .init(
            "subseed", \.subseed, "Seed of the noise that is mixed in; -1, or less, draws one."),
        .init(
            "subseed_strength", \.subseedStrength, "Share of that noise.",
            range: WebUIRanges.share),
        .init(
            "seed_resize_from_h", \.resizeFromHeight,
            "Height whose noise is put in the middle; 0 or less for none.",
            rule: WebUIRanges.openSides),
        .init(
            "seed_resize_from_w", \.resizeFromWidth,
            "Width whose noise is put in the middle; 0 or less for none.",
            rule: WebUIRanges.openSides),
    ]
}
