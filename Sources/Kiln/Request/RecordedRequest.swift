import Imaging
import Models
import Prompts
import Samplers
public import WebUI

extension GenerationRequest {
    /// What makes a picture again, from what its infotext says.
    ///
    /// What the text leaves unsaid is as the web UI has it. Checkpoints are looked for by their
    /// hashes, then by their names; names are resolved when the request is planned.
    public init(recorded: RecordedSettings, in folder: ModelFolder) {
        self.init()
        var prompt = PromptRequest(recorded.prompt)
        prompt.negativePrompt = recorded.negativePrompt
        prompt.seed = recorded.seed
        prompt.subseed = recorded.variation?.seed
        prompts = [prompt]
        checkpoint = folder.name(ofHash: recorded.modelHash) ?? recorded.model
        modules = recorded.modules
        steps = recorded.steps ?? steps
        sampler = recorded.sampler ?? sampler
        scheduler = recorded.scheduleType ?? scheduler
        width = recorded.size?.width ?? width
        height = recorded.size?.height ?? height
        rng = recorded.rng ?? rng
        variation.subseedStrength = recorded.variation?.strength ?? 0
        variation.seedDelta = recorded.ensd ?? 0
        variation.resizeFrom = recorded.seedResizeFrom.map {
            PixelSize(width: $0.width, height: $0.height)
        }
        text.clipSkip = recorded.clipSkip ?? text.clipSkip
        text.emphasis = EmphasisMode(named: recorded.conditioning.emphasis) ?? text.emphasis
        text.usesOldEditing = recorded.conditioning.oldPromptEditing
        encoding = recorded.vae.samplesPosterior ? .sample : .mean
        // A text has its styles applied, and its comments left out, already.
        text.readsComments = false
        copySampling(recorded.sampling)
        guidance = Guidance(recorded.guidance, scale: recorded.cfgScale ?? cfgScale)
        refiner = recorded.refiner.map {
            RefinerRequest(checkpoint: $0.checkpoint, switchAt: $0.switchAt)
        }
        hires = recorded.hires.map {
            HiresRequest($0, denoisingStrength: recorded.denoisingStrength)
        }
    }

    private mutating func copySampling(_ recorded: Infotext.Fields.Sampling) {
        if recorded.eta != 1 { samplerOptions.eta = recorded.eta }
        if recorded.etaDDIM != 0 { samplerOptions.eta = recorded.etaDDIM }
        samplerOptions.churn = recorded.churn
        samplerOptions.churnMin = recorded.churnMinimum
        samplerOptions.churnMax = recorded.churnMaximum
        samplerOptions.noiseScale = recorded.noise
        samplerOptions.discardsPenultimate = recorded.discardsPenultimate
        scheduleOptions.sigmaMin = recorded.scheduleMinimum.nonZero
        scheduleOptions.sigmaMax = recorded.scheduleMaximum.nonZero
        scheduleOptions.rho = recorded.scheduleRho.nonZero
        scheduleOptions.betaAlpha = recorded.beta?.alpha ?? scheduleOptions.betaAlpha
        scheduleOptions.betaBeta = recorded.beta?.beta ?? scheduleOptions.betaBeta
        endsInNoise = recorded.noiseSchedule == "Zero Terminal SNR" ? true : nil
        interpolatesTimesteps = recorded.interpolatesSigmas
    }
}

extension HiresRequest {
    /// The second pass of an infotext.
    fileprivate init(_ recorded: RecordedSettings.Hires, denoisingStrength: Double?) {
        self.init()
        switch recorded.enlargement {
        case .scale(let scale): self.scale = scale
        case .resize(let x, let y): (resizeX, resizeY) = (x, y)
        case nil: break
        }
        upscaler = recorded.upscaler
        steps = recorded.steps ?? 0
        self.denoisingStrength = denoisingStrength ?? self.denoisingStrength
        checkpoint = recorded.checkpoint
        modules = recorded.modules.isEmpty ? nil : recorded.modules
        prompt = recorded.prompt ?? ""
        negativePrompt = recorded.negativePrompt ?? ""
        cfgScale = recorded.cfgScale
        sampler = recorded.sampler
        scheduler = recorded.scheduleType
    }
}

extension Guidance {
    /// The guidance of an infotext.
    init(_ recorded: Infotext.Fields.Guidance, scale: Double) {
        self.init(scale: scale)
        minimumSigma = recorded.minimumSigma
        skipsEveryStep = recorded.onAllSteps
        skipEarly = recorded.skippedEarly
        rescale = recorded.rescale
        if let thresholding = recorded.thresholding {
            var mimic = MimicThresholding(mimicScale: thresholding.mimicScale)
            mimic.percentile = thresholding.percentile
            dynamicThresholding = .mimic(mimic)
        }
        projection = recorded.projection.map {
            ProjectedGuidance(
                parallel: $0.eta, threshold: $0.normThreshold, momentum: $0.momentum)
        }
        if recorded.perturbedAttention != 0 {
            let places = recorded.perturbedBlocks.compactMap { UNetPlace($0) }
            perturbedAttention = PerturbedAttention(
                scale: recorded.perturbedAttention,
                perturbation: AttentionPerturbation(infotext: recorded.perturbation) ?? .identity,
                places: Set(places))
        }
        freeU = recorded.freeU.map { FreeU(b1: $0.b1, b2: $0.b2, s1: $0.s1, s2: $0.s2) }
    }
}

extension ModelFolder {
    /// The name of the checkpoint whose hash begins with some digits, if it is known.
    func name(ofHash hash: String?) -> String? {
        guard let hash = hash?.lowercased(), hash.count >= 10 else { return nil }
        return checkpoints.first { $0.sha256?.hasPrefix(hash) ?? false }?.name
    }
}

extension Double {
    /// The number, unless it is 0.
    var nonZero: Double? { self == 0 ? nil : self }
}
