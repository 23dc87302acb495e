import ArgumentParser
import Kiln

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
            "Share of the noise schedule that runs again, 0 to 1 (default: 0.7).",
            valueName: "share"))
    var denoisingStrength: Double?

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
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Prompt of the second pass (default: the first's). Once, or once per prompt.",
            valueName: "text"))
    var hrPrompt: [String] = []

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Negative prompt of the second pass (default: the first's). Once, or once per prompt.",
            valueName: "text"))
    var hrNegativePrompt: [String] = []

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Guidance scale of the second pass (default: the first's). Once, or once per prompt.",
            valueName: "scale"))
    var hrCfg: [Double] = []

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
            || hrSteps != nil || !hrCfg.isEmpty || !hrPrompt.isEmpty || !hrNegativePrompt.isEmpty
            || [hrUpscaler, hrCheckpoint, hrSampler, hrScheduler].contains { $0 != nil }
    }

    /// Puts the options into a request, which has a second pass if they ask for one.
    func apply(to request: inout GenerationRequest) throws {
        request.savesBeforeHires = saveBeforeHires
        if isAsked, request.hires == nil { request.hires = HiresRequest() }
        if let strength = denoisingStrength { request.hires?.denoisingStrength = strength }
        if isAsked { request.hires = request.hires.map(changed) }
        let count = request.prompts.count
        try PerPrompt("--hr-prompt", hrPrompt, prompts: count)
            .apply(to: &request.prompts, \.hiresPrompt)
        try PerPrompt("--hr-negative-prompt", hrNegativePrompt, prompts: count)
            .apply(to: &request.prompts, \.hiresNegativePrompt)
        try PerPrompt("--hr-cfg", hrCfg, prompts: count)
            .apply(to: &request.prompts, \.hiresCfgScale)
        if hrCfg.count == 1 { request.hires?.cfgScale = hrCfg[0] }
    }

    private func changed(_ hires: HiresRequest) -> HiresRequest {
        var request = hires
        if hrScale != nil { (request.resizeX, request.resizeY) = (0, 0) }
        request.scale = hrScale ?? request.scale
        request.resizeX = hrResizeX ?? request.resizeX
        request.resizeY = hrResizeY ?? request.resizeY
        request.upscaler = hrUpscaler ?? request.upscaler
        request.steps = hrSteps ?? request.steps
        request.checkpoint = hrCheckpoint ?? request.checkpoint
        if !hrModule.isEmpty { request.modules = hrModule }
        request.sampler = hrSampler ?? request.sampler
        request.scheduler = hrScheduler ?? request.scheduler
        return request
    }
}
