import Imaging
import Models
import Prompts
import Samplers
import WebUI

// What a plan has in the words of an infotext, group by group.

extension TextSettings {
    var infotext: Infotext.Fields.Conditioning {
        var fields = Infotext.Fields.Conditioning()
        fields.emphasis = emphasis.name
        fields.oldPromptEditing = usesOldEditing
        return fields
    }
}

extension Plan {
    /// Whether any picture becomes latents on its way.
    var encodes: Bool {
        if start != nil { return true }
        if case .pixels = hop?.way { return true }
        return false
    }
}

extension Infotext.Fields.Sampling {
    /// What a first pass's sampler and schedule read.
    init(_ pass: PassPlan, _ plan: Plan) {
        self.init()
        let (options, sampler) = (pass.samplerOptions, pass.sampler)
        switch (options.eta, sampler.defaultEta) {
        case (let eta?, 0?): etaDDIM = eta
        case (let eta?, _?): self.eta = eta
        default: break
        }
        if sampler.traits.contains(.readsChurn) {
            churn = options.churn
            churnMinimum = options.churnMin
            churnMaximum = options.churnMax
        }
        if !sampler.traits.isDisjoint(with: [.readsChurn, .readsNoiseScale]) {
            noise = options.noiseScale
        }
        scheduleMinimum = pass.scheduleOptions.sigmaMin ?? 0
        scheduleMaximum = pass.scheduleOptions.sigmaMax ?? 0
        scheduleRho = pass.scheduleOptions.rho ?? 0
        if pass.schedule == .beta {
            beta = Infotext.Fields.Beta(
                alpha: pass.scheduleOptions.betaAlpha, beta: pass.scheduleOptions.betaBeta)
        }
        discardsPenultimate = options.discardsPenultimate
        noiseSchedule = pass.endsInNoise ? "Zero Terminal SNR" : "Default"
        interpolatesSigmas = plan.interpolatesTimesteps
    }
}

extension Guidance {
    var infotext: Infotext.Fields.Guidance {
        var fields = Infotext.Fields.Guidance()
        fields.minimumSigma = minimumSigma
        fields.onAllSteps = skipsEveryStep
        fields.skippedEarly = skipEarly
        fields.rescale = rescale
        if case .mimic(let mimic) = dynamicThresholding {
            fields.thresholding = Infotext.Fields.Thresholding(
                mimicScale: mimic.mimicScale, percentile: mimic.percentile)
        }
        fields.projection = projection.map {
            Infotext.Fields.Projection(
                eta: $0.parallel, normThreshold: $0.threshold, momentum: $0.momentum)
        }
        if let attention = perturbedAttention {
            fields.perturbedAttention = attention.scale
            fields.perturbation = attention.perturbation.infotext
            fields.perturbedBlocks = attention.places.map(\.description).sorted()
        }
        fields.freeU = freeU.map {
            Infotext.Fields.FreeU(b1: $0.b1, b2: $0.b2, s1: $0.s1, s2: $0.s2)
        }
        return fields
    }
}

extension AttentionPerturbation {
    /// The perturbation in an infotext; `nil` for the usual one.
    fileprivate var infotext: String? {
        switch self {
        case .identity: nil
        case .blurredQueries(let sigma): "blur \(PythonNumber.text(sigma))"
        case .skipped: "skip"
        }
    }

    /// The perturbation that an infotext names; `nil` if it names none that is known.
    init?(infotext text: String?) {
        let words = (text ?? "").split(separator: " ")
        switch (words.first, words.count) {
        case (nil, _): self = .identity
        case ("skip", 1): self = .skipped
        case ("blur", 2):
            guard let sigma = Double(words[1]) else { return nil }
            self = .blurredQueries(sigma: sigma)
        default: return nil
        }
    }
}

extension Infotext.Fields.ImageToImage {
    /// How a pass began with a picture.
    init(_ start: StartPlan, _ pass: PassPlan) {
        self.init(denoisingStrength: pass.denoisingStrength ?? 0)
        conditionalMaskWeight = pass.inputs == .inpainting ? start.maskWeight : nil
        noiseMultiplier = start.noiseMultiplier
        guard start.canvas.mask != nil else { return }
        let settings = start.canvas.settings.mask
        var mask = Infotext.Fields.Mask()
        mask.blur = settings.blurX == settings.blurY ? settings.blurX : 0
        mask.inverted = settings.isInverted
        mask.content = settings.content.infotextName
        mask.padding = settings.isOnlyMasked ? settings.padding : nil
        self.mask = mask
    }
}

extension MaskedContent {
    fileprivate var infotextName: String {
        switch self {
        case .fill: "fill"
        case .original: "original"
        case .latentNoise: "latent noise"
        case .latentNothing: "latent nothing"
        }
    }
}
