import ArgumentParser
import Kiln
import WebUI

/// The options of `txt2img` and `plan`: the web UI's names and defaults.
struct GenerationOptions: ParsableArguments {
    @OptionGroup(title: "First pass") var first: FirstPassOptions
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
        guard first.from != nil || !first.prompt.isEmpty else {
            throw ValidationError("give a --prompt, or a picture with --from")
        }
        request.checkpoint = first.checkpoint ?? request.checkpoint
        if !first.module.isEmpty { request.modules = first.module }
        request.steps = first.steps ?? request.steps
        request.sampler = first.sampler ?? request.sampler
        request.scheduler = first.scheduler ?? request.scheduler
        request.width = first.width ?? request.width
        request.height = first.height ?? request.height
        request.batchSize = first.batchSize
        request.iterations = first.nIter
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
        guard let from = first.from else { return GenerationRequest() }
        let recorded = RecordedSettings(try PictureFile.infotext(from))
        for note in recorded.notes { Terminal.complain(note) }
        return GenerationRequest(recorded: recorded, in: try place.folder())
    }

    /// The prompts, each with what is its own.
    private func describe(_ request: inout GenerationRequest) throws {
        if !first.prompt.isEmpty {
            let recorded = request.prompts.first
            request.prompts = first.prompt.map { text in
                var one = recorded ?? PromptRequest(text)
                one.text = text
                return one
            }
        }
        let count = request.prompts.count
        try PerPrompt("--negative-prompt", first.negativePrompt, prompts: count)
            .apply(to: &request.prompts, \.negativePrompt)
        try PerPrompt("--cfg-scale", first.cfgScale, prompts: count)
            .apply(to: &request.prompts, \.cfgScale)
        try PerPrompt("--seed", first.seed, prompts: count).apply(to: &request.prompts, \.seed)
        try PerPrompt("--subseed", noise.subseed, prompts: count)
            .apply(to: &request.prompts, \.subseed)
        if first.cfgScale.count == 1 { request.cfgScale = first.cfgScale[0] }
    }
}
