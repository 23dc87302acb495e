import Imaging
import Kiln
import Prompts
import Samplers
import Wire
import WorkerAPI

extension JobBody {
    /// The body that asks for the same work again, with the seeds that were settled and pictures by the names of
    /// their bytes; `nil` if the work was asked for in words that `/kiln/v1` does not have.
    init?(_ work: GenerationWork, priority: Int) {
        self.init()
        guard work.tiling == nil, let output = OutputBody(work.output) else { return nil }
        (self.output, self.priority) = (output, priority)
        saveBeforeHires = work.request.savesBeforeHires
        hires = work.request.hires.map { HiresBody($0) }
        if let names = work.from {
            from = names
        } else {
            guard work.resumed.isEmpty else { return nil }
            keepFirstPasses = work.keepsFirstPasses
            take(work.request)
            if let start = work.start {
                guard let image = PictureBody(start) else { return nil }
                self.image = image
            }
        }
        guard asks(for: work) else { return nil }
    }

    /// Whether the body, as it is read again, asks for the work: what has no word here, or is not within the range of
    /// its field, would be another picture.
    private func asks(for work: GenerationWork) -> Bool {
        guard let body = try? JobBody(json) else { return false }
        guard work.from == nil else { return body.hires?.request == work.request.hires }
        guard var asked = try? body.request() else { return false }
        if body.prompts.isEmpty {
            asked.prompts = asked.prompts.map { prompt in
                var prompt = prompt
                (prompt.seed, prompt.subseed) = (body.seed, body.subseed)
                return prompt
            }
        }
        return asked == work.request && body.image?.settings == work.start?.settings
    }

    private mutating func take(_ request: GenerationRequest) {
        take(request.prompts, of: request)
        (negativePrompt, styles) = (request.negativePrompt, request.styles)
        (checkpoint, modules) = (request.checkpoint, request.modules)
        (steps, sampler, scheduler) = (request.steps, request.sampler, request.scheduler)
        cfgScale = request.cfgScale
        (width, height) = (request.width, request.height)
        (batchSize, iterations) = (request.batchSize, request.iterations)
        subseedStrength = request.variation.subseedStrength
        clipSkip = request.text.clipSkip
        text = TextBody(request.text)
        eta = request.samplerOptions.eta
        sampling = SamplingBody(request)
        guidance = GuidanceBody(request.guidance)
        rng = request.rng
        noise = NoiseBody(request.variation)
        refiner = request.refiner.map { refiner in
            var body = RefinerBody()
            (body.checkpoint, body.switchAt) = (refiner.checkpoint, refiner.switchAt)
            return body
        }
    }

    /// One prompt that says nothing for itself is the request's.
    private mutating func take(_ prompts: [PromptRequest], of request: GenerationRequest) {
        (seed, subseed) = (request.seed ?? -1, request.subseed ?? -1)
        var plain = PromptRequest(prompts.first?.text ?? "")
        (plain.seed, plain.subseed) = (request.seed, request.subseed)
        if prompts == [plain] {
            prompt = plain.text
        } else {
            self.prompts = prompts.map { PromptBody($0) }
        }
    }
}

extension PromptBody {
    fileprivate init(_ prompt: PromptRequest) {
        text = prompt.text
        negativePrompt = prompt.negativePrompt
        hiresPrompt = prompt.hiresPrompt
        hiresNegativePrompt = prompt.hiresNegativePrompt
        (seed, subseed) = (prompt.seed, prompt.subseed)
        (cfgScale, hiresCfgScale) = (prompt.cfgScale, prompt.hiresCfgScale)
    }
}

extension HiresBody {
    fileprivate init(_ hires: HiresRequest) {
        scale = hires.scale
        (resizeX, resizeY) = (hires.resizeX, hires.resizeY)
        upscaler = hires.upscaler
        steps = hires.steps
        denoisingStrength = hires.denoisingStrength
        checkpoint = hires.checkpoint
        modules = hires.modules
        (prompt, negativePrompt) = (hires.prompt, hires.negativePrompt)
        cfgScale = hires.cfgScale
        (sampler, scheduler) = (hires.sampler, hires.scheduler)
    }
}

extension TextBody {
    fileprivate init(_ text: TextSettings) {
        emphasis = Emphasis(rawValue: text.emphasis.name) ?? emphasis
        (readsComments, usesOldEditing) = (text.readsComments, text.usesOldEditing)
    }
}

extension NoiseBody {
    fileprivate init(_ variation: Variation) {
        seedDelta = variation.seedDelta
        resizeFromWidth = variation.resizeFrom?.width
        resizeFromHeight = variation.resizeFrom?.height
    }
}

extension SamplingBody {
    fileprivate init(_ request: GenerationRequest) {
        let (sampler, schedule) = (request.samplerOptions, request.scheduleOptions)
        (churn, churnMin) = (sampler.churn, sampler.churnMin)
        churnMax = sampler.churnMax == .infinity ? nil : sampler.churnMax
        noise = sampler.noiseScale
        (sigmaMin, sigmaMax, rho) = (schedule.sigmaMin, schedule.sigmaMax, schedule.rho)
        (betaAlpha, betaBeta) = (schedule.betaAlpha, schedule.betaBeta)
        zeroTerminalSNR = request.endsInNoise
        interpolatesTimesteps = request.interpolatesTimesteps
        encoding = request.encoding == .sample ? .sample : .mean
    }
}

extension OutputBody {
    /// Nothing where the file is to have no infotext, which has no word here.
    fileprivate init?(_ output: OutputFormat) {
        guard output.hasInfotext, let format = Format(rawValue: output.kind.rawValue) else {
            return nil
        }
        self.init()
        (self.format, quality, lossless) = (format, output.quality, output.isLossless)
    }
}
