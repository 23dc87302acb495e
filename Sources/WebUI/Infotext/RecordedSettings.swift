/// What a picture was made with, as far as its infotext says: everything that a request can have,
/// ready to be copied into one. What is `nil` is not said.
public struct RecordedSettings: Hashable, Sendable {
    /// What the picture should show.
    public var prompt = ""
    /// What it should not show.
    public var negativePrompt = ""
    /// Sampler steps of the first pass.
    public var steps: Int?
    /// Name of the first pass's sampler; that of an old version ends in its schedule.
    public var sampler: String?
    /// Label of the first pass's schedule.
    public var scheduleType: String?
    /// Guidance scale of the first pass.
    public var cfgScale: Double?
    /// Guidance of a model that was trained with it.
    public var distilledCFGScale: Double?
    /// Guidance towards the initial image.
    public var imageCFGScale: Double?
    /// The image's own seed.
    public var seed: Int?
    /// Size of the *first* pass, in pixels.
    public var size: HiresSize.Size?
    /// The first pass's checkpoint: its file's name without extension.
    public var model: String?
    /// Digits of its hash: ten of SHA-256, or eight of the web UI's first kind.
    public var modelHash: String?
    /// The first pass's VAE and text encoders, by file name without extension.
    public var modules: [String] = []
    /// The noise that the first was mixed with.
    public var variation: Infotext.Fields.Variation?
    /// The size at which the noise was drawn.
    public var seedResizeFrom: HiresSize.Size?
    /// How much of the schedule was run in the second pass, or over the initial image.
    public var denoisingStrength: Double?
    /// The share of the masked picture that an inpainting model saw.
    public var conditionalMaskWeight: Double?
    /// Clip skip.
    public var clipSkip: Int?
    /// What was added to the seed for noise drawn while sampling.
    public var ensd: Int?
    /// Where noise came from: "GPU", "CPU" or "NV".
    public var rng: String?
    /// Whether opposite edges meet.
    public var tiling: Bool?
    /// The second pass, if there was one.
    public var hires: Hires?
    /// The part that was made anew, if not all was.
    public var mask: Infotext.Fields.Mask?
    /// A factor for the initial latents.
    public var noiseMultiplier: Double?
    /// The share of noise that was added after the first.
    public var extraNoise: Double?
    /// Numbers of the sampler and its schedule.
    public var sampling = Infotext.Fields.Sampling()
    /// Guidance beyond its scale.
    public var guidance = Infotext.Fields.Guidance()
    /// The model that took over within the first pass.
    public var refiner: Infotext.Fields.Refiner?
    /// How prompts became numbers.
    public var conditioning = Infotext.Fields.Conditioning()
    /// How pictures became latents and latents pictures.
    public var vae = Infotext.Fields.VAE()
    /// The LoRAs of both passes, by the names that the prompts gave them.
    public var loraHashes: [Infotext.NamedHash] = []
    /// The embeddings of both passes.
    public var embeddingHashes: [Infotext.NamedHash] = []
    /// The program's version.
    public var version: String?
    /// The entries that none of the above has a place for, as they were written.
    public var otherEntries: [Infotext.Entry] = []
    /// What could not be understood or kept, a sentence each.
    public var notes: [String] = []

    /// What a second pass was made with. What is `nil` is as in the first pass.
    public struct Hires: Hashable, Sendable {
        /// The checkpoint, as it was written: a name, a file's name, or either with a hash in
        /// brackets.
        public var checkpoint: String?
        /// The modules by name, or "Built-in", or "Use same choices".
        public var modules: [String] = []
        /// Name of the sampler.
        public var sampler: String?
        /// Label of the schedule.
        public var scheduleType: String?
        /// Guidance scale.
        public var cfgScale: Double?
        /// Guidance of a model that was trained with it.
        public var distilledCFGScale: Double?
        /// The prompt.
        public var prompt: String?
        /// The negative prompt.
        public var negativePrompt: String?
        /// How the size was given.
        public var enlargement: Infotext.Fields.Hires.Enlargement?
        /// Sampler steps.
        public var steps: Int?
        /// Name of the upscaler.
        public var upscaler: String?

        /// A second pass that is like the first.
        public init() {}
    }

    /// Settings that say nothing.
    public init() {}
}

extension RecordedSettings {
    /// What an infotext says.
    public init(_ text: String) {
        var entries = RecordedEntries(text)
        prompt = entries.prompt
        negativePrompt = entries.negativePrompt
        readFirstPass(&entries)
        readImageToImage(&entries)
        readSampling(&entries)
        readGuidance(&entries)
        readModels(&entries)
        hires = Hires(&entries)
        restoreFirstPass(&entries)
        otherEntries = entries.rest
        notes = entries.notes + (entries.noteOfRest.map { [$0] } ?? [])
    }

    private mutating func readFirstPass(_ entries: inout RecordedEntries) {
        steps = entries.number("Steps", in: 1...10_000)
        sampler = entries.text("Sampler")
        scheduleType = entries.text("Schedule type")
        cfgScale = entries.real("CFG scale")
        distilledCFGScale = entries.real("Distilled CFG Scale")
        imageCFGScale = entries.real("Image CFG scale")
        seed = entries.number("Seed", in: Int.min...Int.max)
        size = entries.size("Size")
        model = entries.text("Model")
        modelHash = entries.text("Model hash")
        seedResizeFrom = entries.size("Seed resize from")
        clipSkip = entries.number("Clip skip", in: 0...100)
        ensd = entries.number("ENSD", in: Int.min...Int.max)
        rng = entries.text("RNG")
        tiling = entries.flag("Tiling")
        version = entries.text("Version")
        denoisingStrength = entries.real("Denoising strength")
        let strength = entries.real("Variation seed strength")
        if let seed = entries.number("Variation seed", in: Int.min...Int.max), let strength {
            variation = .init(seed: seed, strength: strength)
        }
    }

    private mutating func readImageToImage(_ entries: inout RecordedEntries) {
        conditionalMaskWeight = entries.real("Conditional mask weight")
        noiseMultiplier = entries.real("Noise multiplier")
        extraNoise = entries.real("Extra noise")
        let names = [
            "Mask blur", "Mask mode", "Masked content", "Inpaint area", "Masked area padding",
        ]
        guard names.contains(where: entries.has) else { return }
        var mask = Infotext.Fields.Mask()
        mask.blur = entries.number("Mask blur", in: 0...10_000) ?? 0
        mask.inverted = entries.text("Mask mode") == "Inpaint not masked"
        mask.content = entries.text("Masked content") ?? mask.content
        let padding = entries.number("Masked area padding", in: 0...100_000)
        if entries.text("Inpaint area") == "Only masked" { mask.padding = padding ?? 32 }
        self.mask = mask
    }

    private mutating func readModels(_ entries: inout RecordedEntries) {
        modules = (entries.text("VAE").map { [$0] } ?? []) + entries.numbered("Module")
        loraHashes = entries.hashes("Lora hashes")
        embeddingHashes = entries.hashes("TI hashes")
        vae.encoder = entries.text("VAE Encoder") ?? vae.encoder
        vae.decoder = entries.text("VAE Decoder") ?? vae.decoder
        vae.samplesPosterior = entries.text("VAE posterior") == "sample"
        conditioning.emphasis = entries.text("Emphasis") ?? conditioning.emphasis
        conditioning.oldPromptEditing =
            entries.flag("Old prompt editing timelines")
            ?? (entries.parameters["Old prompt editing timelines"] == .flag(true))
        if let checkpoint = entries.text("Refiner") {
            refiner = .init(
                checkpoint: checkpoint, switchAt: entries.real("Refiner switch at") ?? 1)
            refiner?.hiresCheckpoint = entries.text("Hires refiner")
        }
    }

    /// "First pass size" of old versions: "Size" is what the picture was enlarged to.
    private mutating func restoreFirstPass(_ entries: inout RecordedEntries) {
        guard entries.has("First pass size"), let whole = size else { return }
        _ = entries.text("First pass size")
        let parameters = entries.parameters
        guard let width = parameters.number("Size-1"), let height = parameters.number("Size-2")
        else { return }
        size = .init(width: width, height: height)
        guard denoisingStrength != nil else { return }
        var hires = hires ?? Hires()
        hires.enlargement = .resize(x: whole.width, y: whole.height)
        hires.upscaler = hires.upscaler ?? "Latent"
        self.hires = hires
    }
}

extension RecordedSettings.Hires {
    /// The second pass of an infotext: there was one if the text says how strongly it was denoised
    /// and one of how it was enlarged.
    fileprivate init?(_ entries: inout RecordedEntries) {
        let enlarged = ["Hires upscale", "Hires upscaler", "Hires resize"].contains(
            where: entries.has)
        guard enlarged, entries.hadDenoisingStrength else { return nil }
        self.init()
        checkpoint = entries.text("Hires checkpoint", unless: "Use same checkpoint")
        modules = entries.numbered("Hires Module")
        sampler = entries.text("Hires sampler", unless: "Use same sampler")
        scheduleType = entries.text("Hires schedule type", unless: "Use same scheduler")
        cfgScale = entries.real("Hires CFG Scale")
        distilledCFGScale = entries.real("Hires Distilled CFG Scale")
        prompt = entries.text("Hires prompt", unless: "")
        negativePrompt = entries.text("Hires negative prompt", unless: "")
        steps = entries.number("Hires steps", in: 0...10_000).flatMap { $0 == 0 ? nil : $0 }
        upscaler = entries.text("Hires upscaler")
        let scale = entries.real("Hires upscale")
        if let size = entries.size("Hires resize"), size.width != 0 || size.height != 0 {
            enlargement = .resize(x: size.width, y: size.height)
        } else {
            enlargement = scale.map { .scale($0) }
        }
    }
}
