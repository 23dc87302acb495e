import ArgumentParser
import Kiln

/// What an option is that is not given.
private let defaults = GenerationRequest()

/// The options of `txt2img` and `plan`: the web UI's names and defaults.
struct GenerationOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "What to show. Repeat it for several prompts in one job.", valueName: "text"))
    var prompt: [String] = []

    @Option(
        parsing: .unconditional, help: ArgumentHelp("What not to show.", valueName: "text"))
    var negativePrompt = ""

    @Option(
        help: ArgumentHelp(
            "Checkpoint by file name, stem, title or hash (default: the folder's first).",
            valueName: "name"))
    var checkpoint: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "VAE or text encoder in place of the checkpoint's own. Repeatable.", valueName: "name"))
    var module: [String] = []

    @Option(help: ArgumentHelp("Sampler steps.", valueName: "n"))
    var steps = defaults.steps

    @Option(help: ArgumentHelp("Sampler: \(Choices.samplers).", valueName: "name"))
    var sampler = defaults.sampler

    @Option(help: ArgumentHelp("Schedule: \(Choices.schedules).", valueName: "name"))
    var scheduler = defaults.scheduler

    @Option(parsing: .unconditional, help: ArgumentHelp("Guidance scale.", valueName: "scale"))
    var cfgScale = defaults.cfgScale

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of the first image; -1 draws one.", valueName: "n"))
    var seed = -1

    @Option(help: ArgumentHelp("Width in pixels.", valueName: "pixels"))
    var width = defaults.width

    @Option(help: ArgumentHelp("Height in pixels.", valueName: "pixels"))
    var height = defaults.height

    @Option(help: ArgumentHelp("Images per forward batch.", valueName: "n"))
    var batchSize = defaults.batchSize

    @Option(help: ArgumentHelp("Batches per prompt.", valueName: "n"))
    var nIter = defaults.iterations

    @Option(
        help: ArgumentHelp("Noise source: nv (as on an NVIDIA card) or cpu.", valueName: "source"))
    var rng = defaults.rng

    @Option(
        help: ArgumentHelp(
            "Layers of the text encoder counted from the end; 1 is the last.", valueName: "n"))
    var clipSkip = defaults.clipSkip

    @OptionGroup(title: "Hires pass")
    var hires: HiresOptions

    @OptionGroup(title: "Files and machine")
    var place: PlaceOptions

    /// The request these options make.
    func request() throws -> GenerationRequest {
        guard !prompt.isEmpty else { throw ValidationError("give a --prompt") }
        var request = GenerationRequest()
        request.prompts = prompt
        request.negativePrompt = negativePrompt
        request.checkpoint = checkpoint
        request.modules = module
        request.steps = steps
        request.sampler = sampler
        request.scheduler = scheduler
        request.cfgScale = cfgScale
        request.seed = seed
        request.width = width
        request.height = height
        request.batchSize = batchSize
        request.iterations = nIter
        request.rng = rng
        request.clipSkip = clipSkip
        request.hires = hires.request()
        request.savesBeforeHires = hires.saveBeforeHires
        request.device = place.device
        request.dtype = place.dtype
        return request
    }
}

/// The options of the second pass. Any of them asks for one.
struct HiresOptions: ParsableArguments {
    @Flag(help: "Add a second, larger pass; implied by every --hr-… option.")
    var hires = false

    @Option(
        help: ArgumentHelp("Factor between the passes' sizes (default: 2).", valueName: "factor"))
    var hrScale: Double?

    @Option(
        help: ArgumentHelp(
            "Width of the result in pixels; 0 follows from the height.", valueName: "pixels"))
    var hrResizeX: Int?

    @Option(
        help: ArgumentHelp(
            "Height of the result in pixels; 0 follows from the width.", valueName: "pixels"))
    var hrResizeY: Int?

    @Option(
        help: ArgumentHelp(
            "Upscaler: \(Choices.upscalers) (default: Latent within a latent space, else Lanczos).",
            valueName: "name"))
    var hrUpscaler: String?

    @Option(
        help: ArgumentHelp(
            "Sampler steps; 0 means as many as the first pass (default: 0).", valueName: "n"))
    var hrSteps: Int?

    @Option(
        help: ArgumentHelp(
            "Share of the noise schedule that runs again, 0 to 1.", valueName: "share"))
    var denoisingStrength = HiresRequest().denoisingStrength

    @Option(
        help: ArgumentHelp(
            "Checkpoint of the second pass, of any architecture (default: the first's).",
            valueName: "name"))
    var hrCheckpoint: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "VAE or text encoder of the second pass. Repeatable. \"Built-in\" takes none.",
            valueName: "name"))
    var hrModule: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Prompt of the second pass (default: the first's).", valueName: "text"))
    var hrPrompt: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Negative prompt of the second pass (default: the first's).", valueName: "text"))
    var hrNegativePrompt: String?

    @Option(
        help: ArgumentHelp(
            "Guidance scale of the second pass (default: the first's).", valueName: "scale"))
    var hrCfg: Double?

    @Option(
        help: ArgumentHelp("Sampler of the second pass (default: the first's).", valueName: "name"))
    var hrSampler: String?

    @Option(
        help: ArgumentHelp("Schedule of the second pass (default: the first's).", valueName: "name")
    )
    var hrScheduler: String?

    @Flag(help: "Write the first pass's pictures too.")
    var saveBeforeHires = false

    private var isAsked: Bool {
        hires || !hrModule.isEmpty || hrScale != nil || hrResizeX != nil || hrResizeY != nil
            || hrSteps != nil || hrCfg != nil
            || [hrUpscaler, hrCheckpoint, hrPrompt, hrNegativePrompt, hrSampler, hrScheduler]
                .contains { $0 != nil }
    }

    /// The second pass these options ask for, if they ask for one.
    func request() -> HiresRequest? {
        guard isAsked else { return nil }
        var request = HiresRequest()
        request.scale = hrScale ?? request.scale
        request.resizeX = hrResizeX ?? 0
        request.resizeY = hrResizeY ?? 0
        request.upscaler = hrUpscaler
        request.steps = hrSteps ?? 0
        request.denoisingStrength = denoisingStrength
        request.checkpoint = hrCheckpoint
        request.modules = hrModule.isEmpty ? nil : hrModule
        request.prompt = hrPrompt ?? ""
        request.negativePrompt = hrNegativePrompt ?? ""
        request.cfgScale = hrCfg
        request.sampler = hrSampler
        request.scheduler = hrScheduler
        return request
    }
}

/// Where things are and what computes.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Model folder in the web UI's layout: Stable-diffusion/, VAE/, text_encoder/ \
            (default: $KILN_MODELS, else ./models).
            """, valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Where to compute: cpu, cuda, cuda:N or mps.", valueName: "name"))
    var device = defaults.device

    @Option(
        help: ArgumentHelp(
            "Arithmetic of the denoiser: auto, float32, float16 or bfloat16.", valueName: "type"))
    var dtype = defaults.dtype

    /// The folder that these options and the environment name.
    func folder() throws -> ModelFolder {
        try ModelFolder(models ?? Environment.value("KILN_MODELS") ?? "models")
    }
}
