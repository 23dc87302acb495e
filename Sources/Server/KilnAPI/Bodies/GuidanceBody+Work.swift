import Kiln

extension GuidanceBody {
    /// A guidance, whose scale stands elsewhere.
    init(_ guidance: Guidance) {
        minimumSigma = guidance.minimumSigma
        skipsEveryStep = guidance.skipsEveryStep
        skipEarly = guidance.skipEarly
        rescale = guidance.rescale
        projection = guidance.projection.map { projection in
            var body = ProjectionBody()
            (body.eta, body.norm) = (projection.parallel, projection.threshold)
            body.momentum = projection.momentum
            return body
        }
        switch guidance.dynamicThresholding {
        case .mimic(let thresholding): mimic = MimicBody(thresholding)
        case .imagen(let percentile, let bound):
            var body = ImagenBody()
            (body.percentile, body.bound) = (percentile, bound)
            imagen = body
        case nil: break
        }
        perturbation = guidance.perturbedAttention.map { PerturbationBody($0) }
        freeU = FreeUBody(guidance)
    }
}

extension MimicBody {
    fileprivate init(_ mimic: MimicThresholding) {
        scale = mimic.mimicScale
        (percentile, share) = (mimic.percentile, mimic.interpolation)
        separatesChannels = mimic.separatesChannels
        startpoint = mimic.startpoint == .zero ? .zero : .mean
        measure = mimic.measure == .deviation ? .deviation : .greatest
        (mode, minimum) = (mimic.mimicSchedule.mode.rawValue, mimic.mimicSchedule.minimum)
        guidanceMode = mimic.scaleSchedule.mode.rawValue
        guidanceMinimum = mimic.scaleSchedule.minimum
        scheduleValue = mimic.mimicSchedule.value
    }
}

extension PerturbationBody {
    fileprivate init(_ attention: PerturbedAttention) {
        scale = attention.scale
        blocks = attention.blockNames
        (blur, skips) = (attention.blur, attention.skipsLayers)
        (start, end) = (attention.steps.start, attention.steps.end)
    }
}

extension FreeUBody {
    fileprivate init?(_ guidance: Guidance) {
        guard let factors = guidance.freeUFactors else { return nil }
        self.init()
        (b1, b2) = factors.backbone
        (s1, s2) = factors.skips
        version = factors.version
        (start, end) = (guidance.freeUSteps.start, guidance.freeUSteps.end)
    }
}
