import Imaging
import Jobs
import Kiln
import Prompts
import Samplers
import Wire
import WorkerAPI

extension JobBody {
    /// What is asked for, without pictures and first passes. A size that is left to the checkpoint is the
    /// web UI's.
    ///
    /// - Throws: ``APIError`` for what no field forbids by itself.
    func request() throws -> GenerationRequest {
        var request = GenerationRequest()
        request.prompts = prompts.isEmpty ? [PromptRequest(prompt)] : prompts.map(\.request)
        request.negativePrompt = negativePrompt
        request.styles = styles
        request.checkpoint = checkpoint
        request.modules = modules
        request.steps = steps
        request.sampler = sampler
        request.scheduler = scheduler
        request.cfgScale = cfgScale
        (request.width, request.height) = (width ?? request.width, height ?? request.height)
        (request.batchSize, request.iterations) = (batchSize, iterations)
        (request.seed, request.subseed) = (seed, subseed)
        request.variation.subseedStrength = subseedStrength
        request.text.clipSkip = clipSkip
        text.apply(to: &request.text)
        request.samplerOptions.eta = eta ?? request.samplerOptions.eta
        sampling.apply(to: &request)
        try guidance.apply(to: &request.guidance)
        request.rng = rng
        try noise.apply(to: &request.variation)
        request.hires = hires?.request
        request.refiner = refiner.map {
            RefinerRequest(checkpoint: $0.checkpoint, switchAt: $0.switchAt)
        }
        request.savesBeforeHires = saveBeforeHires
        return request
    }
}

extension JobBody {
    /// Refuses a body that does not say what to make. An empty prompt says it, if it is there.
    ///
    /// - Throws: ``APIError``.
    func checkSaysWhat() throws {
        guard !given.contains("prompt"), prompts.isEmpty, image == nil else { return }
        throw APIError.invalid(
            "the request does not say what to make; give \"prompt\" (it may be empty), \"prompts\", "
                + "\"image\" or \"from\".")
    }

    /// Names of what may stand beside "from".
    private static let besideFrom: Set<String> = [
        "from", "hires", "output", "priority", "save_before_hires", "idempotency_key",
    ]

    /// Refuses what belongs to the first pass beside "from", whose images have had theirs: a prompt that is left out of
    /// account would be a wrong picture without a reason.
    ///
    /// - Throws: ``APIError`` if something is there that is not `null`, empty, or what is preset.
    static func checkBesideFrom(_ body: JSONValue) throws {
        let preset = JobBody().json
        let ineffective = (body.members?.keys ?? []).filter { key in
            !besideFrom.contains(key) && body[key] != .null && body[key] != preset[key]
        }
        guard let first = ineffective.first else { return }
        let names = ineffective.map { "\"\($0)\"" }.joined(separator: ", ")
        let advice =
            first.contains("prompt")
            ? " A prompt of the second pass is \"prompt\" in \"hires\"." : ""
        throw APIError.invalid(
            "beside \"from\" there is no place for \(names): the images keep what their first pass had."
                + advice)
    }
}

extension PromptBody {
    fileprivate var request: PromptRequest {
        var prompt = PromptRequest(text)
        prompt.negativePrompt = negativePrompt
        prompt.hiresPrompt = hiresPrompt
        prompt.hiresNegativePrompt = hiresNegativePrompt
        (prompt.seed, prompt.subseed) = (seed, subseed)
        (prompt.cfgScale, prompt.hiresCfgScale) = (cfgScale, hiresCfgScale)
        return prompt
    }
}

extension HiresBody {
    /// The pass that is asked for.
    var request: HiresRequest {
        var hires = HiresRequest()
        hires.scale = scale
        (hires.resizeX, hires.resizeY) = (resizeX, resizeY)
        hires.upscaler = upscaler
        hires.steps = steps
        hires.denoisingStrength = denoisingStrength
        hires.checkpoint = checkpoint
        hires.modules = modules
        (hires.prompt, hires.negativePrompt) = (prompt, negativePrompt)
        hires.cfgScale = cfgScale
        (hires.sampler, hires.scheduler) = (sampler, scheduler)
        return hires
    }
}

extension TextBody {
    fileprivate func apply(to text: inout TextSettings) {
        text.emphasis = EmphasisMode(named: emphasis.rawValue) ?? text.emphasis
        (text.readsComments, text.usesOldEditing) = (readsComments, usesOldEditing)
    }
}

extension NoiseBody {
    fileprivate func apply(to variation: inout Variation) throws {
        variation.seedDelta = seedDelta
        switch (resizeFromWidth, resizeFromHeight) {
        case (nil, nil): break
        case (let width?, let height?):
            variation.resizeFrom = PixelSize(width: width, height: height)
        default:
            throw APIError.invalid(
                "noise.resize_from_width and noise.resize_from_height go together; give both or none."
            )
        }
    }
}

extension SamplingBody {
    fileprivate func apply(to request: inout GenerationRequest) {
        request.samplerOptions.churn = churn
        request.samplerOptions.churnMin = churnMin
        request.samplerOptions.churnMax = churnMax ?? .infinity
        request.samplerOptions.noiseScale = noise
        request.scheduleOptions.sigmaMin = sigmaMin
        request.scheduleOptions.sigmaMax = sigmaMax
        request.scheduleOptions.rho = rho
        request.scheduleOptions.betaAlpha = betaAlpha
        request.scheduleOptions.betaBeta = betaBeta
        request.endsInNoise = zeroTerminalSNR
        request.interpolatesTimesteps = interpolatesTimesteps
        request.encoding = encoding == .sample ? .sample : .mean
    }
}

extension PictureBody {
    /// How the picture is used.
    var settings: ImageSettings {
        var settings = ImageSettings()
        settings.canvas.resizeMode =
            switch resizing {
            case .stretch: .stretch
            case .crop: .crop
            case .fill: .fill
            case .latent: .latent
            }
        masking.apply(to: &settings.canvas.mask)
        settings.maskWeight = masking.weight
        settings.denoisingStrength = denoisingStrength
        settings.noiseMultiplier = noiseMultiplier
        settings.imageCfgScale = imageCfgScale
        settings.fixesSteps = fixesSteps
        return settings
    }
}

extension MaskBody {
    fileprivate func apply(to mask: inout MaskSettings) {
        (mask.blurX, mask.blurY) = (blur, blur)
        mask.isInverted = isInverted
        mask.isRounded = !isSoft
        mask.content =
            switch content {
            case .fill: .fill
            case .original: .original
            case .latentNoise: .latentNoise
            case .latentNothing: .latentNothing
            }
        (mask.isOnlyMasked, mask.padding) = (isOnlyMasked, padding)
    }
}

extension OutputBody {
    /// The format as a worker knows it.
    var written: OutputFormat {
        var output = OutputFormat()
        output.kind = OutputFormat.Kind(rawValue: format.rawValue) ?? .png
        output.quality = quality
        output.isLossless = lossless
        return output
    }
}
