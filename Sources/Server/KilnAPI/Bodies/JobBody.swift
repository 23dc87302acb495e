import Wire

/// What `POST /kiln/v1/jobs` and `/plan` take.
struct JobBody: WireObject {
    static let title = "JobRequest"

    var prompt = ""
    var prompts: [PromptBody] = []
    var negativePrompt = ""
    var styles: [String] = []
    var checkpoint: String?
    var modules: [String] = []
    var steps = 20
    var sampler = "DPM++ 2M"
    var scheduler = "Automatic"
    var cfgScale = 7.0
    var width: Int?
    var height: Int?
    var batchSize = 1
    var iterations = 1
    var seed = -1
    var subseed = -1
    var subseedStrength = 0.0
    var clipSkip = 1
    var text = TextBody()
    var rng = "nv"
    var noise = NoiseBody()
    var eta: Double?
    var sampling = SamplingBody()
    var guidance = GuidanceBody()
    var hires: HiresBody?
    var refiner: RefinerBody?
    var image: PictureBody?
    var from: [String]?
    var keepFirstPasses = false
    var saveBeforeHires = false
    var output = OutputBody()
    var priority = 0
    var idempotencyKey: String?
    /// The keys that said something.
    private(set) var given: Set<String> = []

    mutating func didRead(_ keys: Set<String>) { given = keys }

    static let fields: [WireField<Self>] = [
        .init("prompt", \.prompt, "What to show, in the web UI's prompt language."),
        .init(
            "prompts", \.prompts,
            "Several prompts, each with what belongs to its images alone; instead of \"prompt\"."),
        .init("negative_prompt", \.negativePrompt, "What not to show."),
        .init("styles", \.styles, "Styles by name, put around the prompts."),
        .init(
            "checkpoint", \.checkpoint,
            "The checkpoint, by any name of it; null takes the folder's first that can be used."),
        .init(
            "modules", \.modules, "VAE and text encoders that stand in for the checkpoint's own."),
        .init("steps", \.steps, "Steps of the first pass.", range: 1...1000),
        .init("sampler", \.sampler, "The sampler, by name or alias."),
        .init("scheduler", \.scheduler, "The schedule of noise levels, by name or label."),
        .init("cfg_scale", \.cfgScale, "Guidance scale; 1 turns guidance off.", range: 0...100),
        .init(
            "width", \.width,
            "Width of the first pass in pixels; null is what the checkpoint's family was made for.",
            range: 64...16_384),
        .init(
            "height", \.height, "Its height in pixels; null as with the width.", range: 64...16_384),
        .init("batch_size", \.batchSize, "Images per forward batch.", range: 1...64),
        .init("n_iter", \.iterations, "Batches for each prompt.", range: 1...10_000),
        .init("seed", \.seed, "Seed of the first image; -1 draws one.", range: -1...(.max)),
        .init(
            "subseed", \.subseed, "Seed of the noise that is mixed in; -1 draws one.",
            range: -1...(.max)),
        .init(
            "subseed_strength", \.subseedStrength, "How much of that noise is mixed in.",
            range: 0...1),
        .init(
            "clip_skip", \.clipSkip, "Layers of the text encoder that are left out, plus one.",
            range: 1...12),
        .init("text", \.text, "How prompts are read."),
        .init(
            "eta", \.eta, "Noise of ancestral samplers and DDIM; null is the sampler's own.",
            range: 0...10),
        .init("sampling", \.sampling, "The samplers' and schedules' own numbers."),
        .init("guidance", \.guidance, "How prompts steer beyond the guidance scale."),
        .init("rng", \.rng, "Where noise comes from: nv or cpu."),
        .init("noise", \.noise, "What makes noise beside seeds."),
        .init("hires", \.hires, "The second pass; null makes one pass only."),
        .init("refiner", \.refiner, "A model that takes over the first pass's last steps."),
        .init("image", \.image, "A picture to begin with."),
        .init(
            "from", \.from,
            """
            Ids of images whose first pass was kept: the chosen ones are finished with "hires". All \
            that belongs to the first pass is taken from them; beside it stand "hires", "output", \
            "priority", "save_before_hires" and "idempotency_key" alone.
            """, .whereKnown),
        .init(
            "keep_first_passes", \.keepFirstPasses,
            "Whether first passes are kept, so that \"from\" can finish them later."),
        .init(
            "save_before_hires", \.saveBeforeHires,
            "Whether the first pass's pictures are handed out too."),
        .init("output", \.output, "How pictures are written."),
        .init("priority", \.priority, "The higher, the sooner.", range: -1000...1000),
        .init(
            "idempotency_key", \.idempotencyKey,
            "A key of your choosing: the same key again gives the same job, not another one.",
            rule: keyRule),
    ]
}

extension JobBody {
    /// What a key may be, in words.
    static let keyWords = "a text of 1 to 200 characters other than U+0000"

    /// Whether a text may be a key. An empty one is none: what a program sends whose key is not set
    /// would be the same for all its requests.
    static func isKey(_ text: String) -> Bool {
        (1...200).contains(text.unicodeScalars.count) && !text.utf8.contains(0)
    }

    private static let keyRule = WireRule<String?>(
        keyWords, keywords: ["minLength": 1, "maxLength": 200, "pattern": "^[^\\u0000]*$"]
    ) { $0.map(isKey) ?? true }
}

/// A prompt of several, with what belongs to its images alone.
struct PromptBody: WireObject {
    static let title = "Prompt"

    var text = ""
    var negativePrompt: String?
    var hiresPrompt: String?
    var hiresNegativePrompt: String?
    var seed: Int?
    var subseed: Int?
    var cfgScale: Double?
    var hiresCfgScale: Double?

    static let fields: [WireField<Self>] = [
        .init("text", \.text, "What to show.", .required),
        .init("negative_prompt", \.negativePrompt, "What not to show; null as in the request."),
        .init("hires_prompt", \.hiresPrompt, "Prompt of the second pass; null is the text."),
        .init(
            "hires_negative_prompt", \.hiresNegativePrompt,
            "Negative prompt of the second pass; null is the first pass's."),
        .init("seed", \.seed, "Seed of its first image.", range: -1...(.max)),
        .init(
            "subseed", \.subseed, "Seed of the noise that is mixed in.", range: -1...(.max)),
        .init("cfg_scale", \.cfgScale, "Guidance scale.", range: 0...100),
        .init(
            "hires_cfg_scale", \.hiresCfgScale, "Guidance scale of the second pass.", range: 0...100
        ),
    ]
}

/// The second pass of a job.
struct HiresBody: WireObject {
    static let title = "HiresPass"

    var scale = 2.0
    var resizeX = 0
    var resizeY = 0
    var upscaler: String?
    var steps = 0
    var denoisingStrength = 0.7
    var checkpoint: String?
    var modules: [String]?
    var prompt = ""
    var negativePrompt = ""
    var cfgScale: Double?
    var sampler: String?
    var scheduler: String?

    static let fields: [WireField<Self>] = [
        .init("scale", \.scale, "Factor between the passes' sizes.", range: 0.25...8),
        .init("resize_x", \.resizeX, "Target width in pixels; 0 follows.", range: 0...16_384),
        .init("resize_y", \.resizeY, "Target height in pixels; 0 follows.", range: 0...16_384),
        .init(
            "upscaler", \.upscaler,
            "The upscaler, by name; null takes what the two models' latent spaces allow."),
        .init("steps", \.steps, "Steps; 0 is as many as in the first pass.", range: 0...1000),
        .init(
            "denoising_strength", \.denoisingStrength,
            "How much of the schedule is run again.", range: 0...1),
        .init("checkpoint", \.checkpoint, "The second pass's checkpoint; null is the first's."),
        .init(
            "modules", \.modules,
            "Its VAE and text encoders; null takes the first pass's where they fit."),
        .init("prompt", \.prompt, "Its prompt; empty is the first pass's."),
        .init("negative_prompt", \.negativePrompt, "Its negative prompt; empty is the first's."),
        .init("cfg_scale", \.cfgScale, "Its guidance scale; null is the first's.", range: 0...100),
        .init("sampler", \.sampler, "Its sampler; null is the first's."),
        .init("scheduler", \.scheduler, "Its schedule; null is the first's."),
    ]
}

/// A model that takes over.
struct RefinerBody: WireObject {
    static let title = "Refiner"

    var checkpoint = ""
    var switchAt = 0.8

    static let fields: [WireField<Self>] = [
        .init("checkpoint", \.checkpoint, "The checkpoint.", .required),
        .init(
            "switch_at", \.switchAt, "The share of the steps after which it takes over.",
            range: 0...1),
    ]
}

/// How pictures are written.
struct OutputBody: WireObject {
    static let title = "Output"

    /// The formats.
    enum Format: String, WireChoice {
        case png, jpeg, webp
    }

    var format = Format.png
    var quality = 80
    var lossless = false

    static let fields: [WireField<Self>] = [
        .init("format", \.format, "The file format."),
        .init("quality", \.quality, "Quality of JPEG and lossy WebP.", range: 1...100),
        .init("lossless", \.lossless, "Whether WebP keeps every bit."),
    ]
}
