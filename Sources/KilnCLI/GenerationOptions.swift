import ArgumentParser
import Kiln

/// The options of `txt2img` and `plan`: the web UI's names and defaults.
struct GenerationOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .singleValue,
        help: "What to show. Repeat it for several prompts in one job.")
    var prompt: [String] = []

    @Option(help: "What not to show.")
    var negativePrompt = ""

    @Option(
        help: "Checkpoint by file name, stem, title or hash (default: the folder's first).")
    var checkpoint: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: "VAE or text encoder in place of the checkpoint's own. Repeatable.")
    var module: [String] = []

    @Option(help: "Sampler steps.")
    var steps = 20

    @Option(help: "Sampler: \(Choices.samplers).")
    var sampler = "DPM++ 2M"

    @Option(help: "Schedule: \(Choices.schedules).")
    var scheduler = "Automatic"

    @Option(help: "Guidance scale.")
    var cfgScale = 7.0

    @Option(help: "Seed of the first image; -1 draws one.")
    var seed = -1

    @Option(help: "Width in pixels.")
    var width = 512

    @Option(help: "Height in pixels.")
    var height = 512

    @Option(help: "Images per forward batch.")
    var batchSize = 1

    @Option(help: "Batches per prompt.")
    var nIter = 1

    @Option(help: "Noise source: nv (as on an NVIDIA card) or cpu.")
    var rng = "nv"

    @Option(help: "Layers of the text encoder counted from the end; 1 is the last.")
    var clipSkip = 1

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

    @Option(help: "Factor between the passes' sizes (default: 2).")
    var hrScale: Double?

    @Option(help: "Width of the result in pixels; 0 follows from the height.")
    var hrResizeX: Int?

    @Option(help: "Height of the result in pixels; 0 follows from the width.")
    var hrResizeY: Int?

    @Option(
        help:
            "Upscaler: \(Choices.upscalers) (default: Latent within a latent space, else Lanczos).")
    var hrUpscaler: String?

    @Option(help: "Sampler steps; 0 means as many as the first pass (default: 0).")
    var hrSteps: Int?

    @Option(help: "Share of the noise schedule that runs again, 0 to 1.")
    var denoisingStrength = 0.7

    @Option(help: "Checkpoint of the second pass, of any architecture (default: the first's).")
    var hrCheckpoint: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: "VAE or text encoder of the second pass. Repeatable. \"Built-in\" takes none.")
    var hrModule: [String] = []

    @Option(help: "Prompt of the second pass (default: the first's).")
    var hrPrompt: String?

    @Option(help: "Negative prompt of the second pass (default: the first's).")
    var hrNegativePrompt: String?

    @Option(help: "Guidance scale of the second pass (default: the first's).")
    var hrCfg: Double?

    @Option(help: "Sampler of the second pass (default: the first's).")
    var hrSampler: String?

    @Option(help: "Schedule of the second pass (default: the first's).")
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
        help: """
            Model folder in the web UI's layout: Stable-diffusion/, VAE/, text_encoder/ \
            (default: $KILN_MODELS, else ./models).
            """)
    var models: String?

    @Option(help: "Where to compute: cpu, cuda, cuda:N or mps.")
    var device = "cpu"

    @Option(
        help: "Arithmetic of the denoiser: auto, float32, float16 or bfloat16.")
    var dtype = "auto"

    /// The folder that these options and the environment name.
    func folder() throws -> ModelFolder {
        try ModelFolder(models ?? Environment.value("KILN_MODELS") ?? "models")
    }
}
