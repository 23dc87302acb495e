import Imaging
import Kiln
import Models
import Prompts
import Samplers

/// Values of which no field is as it is preset.
enum ChangedRequest {
    static var everywhere: GenerationRequest {
        var request = GenerationRequest()
        request.prompts = [prompt]
        request.negativePrompt = "blurry"
        request.styles = ["ink"]
        request.checkpoint = "one"
        request.modules = ["vae"]
        request.steps = 31
        request.sampler = "Heun"
        request.scheduler = "Karras"
        request.samplerOptions = samplerOptions
        request.scheduleOptions = scheduleOptions
        request.guidance = guidance
        request.interpolatesTimesteps = true
        request.endsInNoise = false
        (request.seed, request.subseed) = (1, 2)
        request.variation.subseedStrength = 0.25
        request.variation.resizeFrom = PixelSize(width: 320, height: 640)
        request.variation.seedDelta = 31_337
        (request.width, request.height) = (72, 80)
        (request.batchSize, request.iterations) = (3, 4)
        request.rng = "cpu"
        request.text.clipSkip = 2
        request.text.emphasis = .noNorm
        request.text.readsComments = false
        request.text.usesOldEditing = true
        request.text.ignoresNetworks = true
        request.encoding = .sample
        request.refiner = RefinerRequest(checkpoint: "two", switchAt: 0.6)
        request.hires = hires
        request.savesBeforeHires = true
        request.device = "cuda:1"
        request.dtype = "float16"
        return request
    }

    static var settings: ImageSettings {
        var settings = ImageSettings()
        settings.canvas.resizeMode = .fill
        settings.canvas.background = Colour(red: 1, green: 2, blue: 3)
        settings.canvas.mask.blurX = 1
        settings.canvas.mask.blurY = 2
        settings.canvas.mask.isRounded = false
        settings.canvas.mask.isInverted = true
        settings.canvas.mask.content = .latentNoise
        settings.canvas.mask.isOnlyMasked = false
        settings.canvas.mask.padding = 5
        settings.denoisingStrength = 0.5
        settings.fixesSteps = true
        settings.noiseMultiplier = 0.9
        settings.imageCfgScale = 2
        settings.maskWeight = 0.75
        return settings
    }

    private static var prompt: PromptRequest {
        var prompt = PromptRequest("a \"cat\"\n\u{1F408}")
        prompt.negativePrompt = ""
        prompt.hiresPrompt = "a large cat"
        prompt.hiresNegativePrompt = "small"
        (prompt.seed, prompt.subseed) = (4_294_967_295, -1)
        (prompt.cfgScale, prompt.hiresCfgScale) = (5.5, 1.0 / 3)
        return prompt
    }

    private static var hires: HiresRequest {
        var hires = HiresRequest()
        hires.scale = 1.5
        (hires.resizeX, hires.resizeY) = (96, 104)
        hires.upscaler = "Lanczos"
        hires.steps = 9
        hires.denoisingStrength = 0.33
        hires.checkpoint = "three"
        hires.modules = ["another"]
        (hires.prompt, hires.negativePrompt) = ("more", "less")
        hires.cfgScale = 4
        (hires.sampler, hires.scheduler) = ("Euler", "Simple")
        return hires
    }

    private static var samplerOptions: SamplerOptions {
        var options = SamplerOptions()
        options.eta = 0.5
        (options.churn, options.churnMin, options.churnMax) = (1, 2, 3)
        options.noiseScale = 1.01
        options.restarts = [.init(low: 0.1, high: 2, steps: 3, times: 4)]
        options.uniPC.variant = .varyCoeff
        options.uniPC.skipType = .logSNR
        options.uniPC.order = 2
        options.uniPC.lowerOrderFinal = false
        options.adaptive.order = 2
        options.adaptive.tolerance = Tolerance(absolute: 0.1, relative: 0.2)
        options.adaptive.firstStep = 0.1
        options.adaptive.proportion = 0.2
        options.adaptive.integral = 0.3
        options.adaptive.difference = 0.4
        options.adaptive.safety = 0.5
        options.lcmTimesteps = 49
        options.gradientGamma = 1.5
        options.erSDEOrder = 2
        options.discardsPenultimate = true
        return options
    }

    private static var scheduleOptions: ScheduleOptions {
        var options = ScheduleOptions()
        (options.sigmaMin, options.sigmaMax, options.rho) = (0.1, 10, 6)
        (options.betaAlpha, options.betaBeta) = (0.7, 0.8)
        options.family = .sdxl
        options.usesOldKarrasSigmas = true
        return options
    }

    private static var guidance: Guidance {
        var guidance = Guidance(scale: 4)
        guidance.minimumSigma = 0.5
        guidance.skipsEveryStep = true
        guidance.skipEarly = 0.1
        guidance.rescale = 0.7
        guidance.dynamicThresholding = .mimic(thresholding)
        guidance.projection = ProjectedGuidance(parallel: 0.1, threshold: 2, momentum: 0.3)
        guidance.perturbedAttention = PerturbedAttention(
            scale: 2, perturbation: .blurredQueries(sigma: 3), places: [.input(1), .output(2)],
            steps: StepRange(start: 0.1, end: 0.9))
        guidance.freeU = FreeU(b1: 1, b2: 2, s1: 3, s2: 4, version: .one)
        guidance.freeUSteps = StepRange(start: 0.2, end: 0.8)
        return guidance
    }

    private static var thresholding: MimicThresholding {
        var mimic = MimicThresholding(mimicScale: 3)
        mimic.percentile = 0.9
        mimic.interpolation = 0.5
        mimic.separatesChannels = false
        mimic.startpoint = .zero
        mimic.measure = .deviation
        mimic.mimicSchedule = ScaleSchedule(.cosineUp, minimum: 1, value: 2)
        mimic.scaleSchedule = ScaleSchedule(.sawtooth, minimum: 3, value: 5)
        return mimic
    }

    /// The stored properties, at any depth, that two values have in common, by their paths.
    static func same(_ a: Any, _ b: Any, at path: String = "") -> [String] {
        let (left, right) = (Mirror(reflecting: a), Mirror(reflecting: b))
        let inner = left.displayStyle == .struct && right.displayStyle == .struct
        guard inner, !left.children.isEmpty else {
            return String(describing: a) == String(describing: b) ? [path] : []
        }
        return zip(left.children, right.children).flatMap { one, other in
            let name = one.label ?? ""
            return same(one.value, other.value, at: path.isEmpty ? name : "\(path).\(name)")
        }
    }
}
