import Kiln

extension GuidanceBody {
    /// Puts it into a guidance, whose scale stays.
    ///
    /// - Throws: ``APIError`` for a block that no UNet has, or for two ways of thresholding.
    func apply(to guidance: inout Guidance) throws {
        guidance.minimumSigma = minimumSigma
        guidance.skipsEveryStep = skipsEveryStep
        guidance.skipEarly = skipEarly
        guidance.rescale = rescale
        guidance.projection = projection.map {
            ProjectedGuidance(parallel: $0.eta, threshold: $0.norm, momentum: $0.momentum)
        }
        guard mimic == nil || imagen == nil else {
            throw APIError.invalid(
                "guidance.mimic and guidance.imagen are two ways to the same; give one of them.")
        }
        if let imagen {
            guidance.dynamicThresholding = .imagen(
                percentile: imagen.percentile, bound: imagen.bound)
        } else if let mimic {
            guidance.dynamicThresholding = .mimic(mimic.thresholding)
        }
        guidance.perturbedAttention = try perturbation?.attention()
        guard let freeU else { return }
        guidance.setFreeU(
            backbone: (freeU.b1, freeU.b2), skips: (freeU.s1, freeU.s2), version: freeU.version,
            steps: StepRange(start: freeU.start, end: freeU.end))
    }
}

extension MimicBody {
    fileprivate var thresholding: MimicThresholding {
        var mimic = MimicThresholding(mimicScale: scale)
        mimic.percentile = percentile
        mimic.interpolation = share
        mimic.separatesChannels = separatesChannels
        mimic.startpoint = startpoint == .zero ? .zero : .mean
        mimic.measure = measure == .deviation ? .deviation : .greatest
        mimic.mimicSchedule = schedule(mode, minimum)
        mimic.scaleSchedule = schedule(guidanceMode, guidanceMinimum)
        return mimic
    }

    private func schedule(_ mode: String, _ minimum: Double) -> ScaleSchedule {
        ScaleSchedule(
            ScaleSchedule.Mode(rawValue: mode) ?? .constant, minimum: minimum,
            value: scheduleValue)
    }
}

extension PerturbationBody {
    fileprivate func attention() throws -> PerturbedAttention {
        do throws(UnknownBlock) {
            return try PerturbedAttention(
                scale: scale, blocks: blocks, blur: blur, skips: skips,
                steps: StepRange(start: start, end: end))
        } catch {
            throw APIError.invalid("guidance.pag.blocks: \(error).")
        }
    }
}
