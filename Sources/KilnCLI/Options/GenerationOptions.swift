import ArgumentParser
import Kiln
import WebUI

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
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp("What not to show. Once, or once per prompt.", valueName: "text"))
    var negativePrompt: [String] = []

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

    @Option(help: ArgumentHelp("Sampler steps (default: \(defaults.steps)).", valueName: "n"))
    var steps: Int?

    @Option(
        help: ArgumentHelp(
            "Sampler (default: \(defaults.sampler)): \(Choices.samplers).", valueName: "name"))
    var sampler: String?

    @Option(
        help: ArgumentHelp(
            "Schedule (default: \(defaults.scheduler)): \(Choices.schedules).", valueName: "name"))
    var scheduler: String?

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Guidance scale (default: \(defaults.cfgScale)). Once, or once per prompt.",
            valueName: "scale"))
    var cfgScale: [Double] = []

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Seed of the first image; -1 draws one (default: -1). Once, or once per prompt.",
            valueName: "n"))
    var seed: [Int] = []

    @Option(
        help: ArgumentHelp("Width in pixels (default: \(defaults.width)).", valueName: "pixels"))
    var width: Int?

    @Option(
        help: ArgumentHelp("Height in pixels (default: \(defaults.height)).", valueName: "pixels"))
    var height: Int?

    @Option(help: ArgumentHelp("Images per forward batch.", valueName: "n"))
    var batchSize = defaults.batchSize

    @Option(help: ArgumentHelp("Batches per prompt.", valueName: "n"))
    var nIter = defaults.iterations

    @Option(
        help: ArgumentHelp(
            "Take all settings from this picture's infotext; options that are given go before it.",
            valueName: "file"))
    var from: String?

    @OptionGroup(title: "Prompts") var prompts: PromptOptions
    @OptionGroup(title: "Noise") var noise: NoiseOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Guidance") var guidance: GuidanceOptions
    @OptionGroup(title: "Refiner") var refiner: RefinerOptions
    @OptionGroup(title: "Files and machine") var place: PlaceOptions

    /// The request these options make.
    ///
    /// - Parameter hires: what is said of a second pass, where there may be one.
    func request(hires: HiresOptions? = nil) throws -> GenerationRequest {
        var request = try recorded()
        guard from != nil || !prompt.isEmpty else {
            throw ValidationError("give a --prompt, or a picture with --from")
        }
        request.checkpoint = checkpoint ?? request.checkpoint
        if !module.isEmpty { request.modules = module }
        request.steps = steps ?? request.steps
        request.sampler = sampler ?? request.sampler
        request.scheduler = scheduler ?? request.scheduler
        request.width = width ?? request.width
        request.height = height ?? request.height
        request.batchSize = batchSize
        request.iterations = nIter
        try prompts.apply(to: &request)
        noise.apply(to: &request)
        sampling.apply(to: &request)
        try guidance.apply(to: &request)
        request.refiner = refiner.request() ?? request.refiner
        request.device = place.device
        request.dtype = place.dtype
        try describe(&request)
        try hires?.apply(to: &request)
        return request
    }

    /// What the picture says that is named by `--from`; without one, the web UI's defaults.
    private func recorded() throws -> GenerationRequest {
        guard let from else { return GenerationRequest() }
        let recorded = RecordedSettings(try PictureFile.infotext(from))
        for note in recorded.notes { Terminal.complain(note) }
        return GenerationRequest(recorded: recorded, in: try place.folder())
    }

    /// The prompts, each with what is its own.
    private func describe(_ request: inout GenerationRequest) throws {
        if !prompt.isEmpty {
            let first = request.prompts.first
            request.prompts = prompt.map { text in
                var one = first ?? PromptRequest(text)
                one.text = text
                return one
            }
        }
        let count = request.prompts.count
        try PerPrompt("--negative-prompt", negativePrompt, prompts: count)
            .apply(to: &request.prompts, \.negativePrompt)
        try PerPrompt("--cfg-scale", cfgScale, prompts: count)
            .apply(to: &request.prompts, \.cfgScale)
        try PerPrompt("--seed", seed, prompts: count).apply(to: &request.prompts, \.seed)
        try PerPrompt("--subseed", noise.subseed, prompts: count)
            .apply(to: &request.prompts, \.subseed)
        if cfgScale.count == 1 { request.cfgScale = cfgScale[0] }
    }
}
