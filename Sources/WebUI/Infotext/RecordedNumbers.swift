// The numbers of samplers and guidance, read from an infotext. What is not said is the web UI's.

extension RecordedSettings {
    mutating func readSampling(_ entries: inout RecordedEntries) {
        entries.put("Eta", into: &sampling.eta)
        entries.put("Eta DDIM", into: &sampling.etaDDIM)
        entries.put("Sigma churn", into: &sampling.churn)
        entries.put("Sigma tmin", into: &sampling.churnMinimum)
        entries.put("Sigma tmax", into: &sampling.churnMaximum)
        if sampling.churnMaximum == 0 { sampling.churnMaximum = .infinity }
        entries.put("Sigma noise", into: &sampling.noise)
        entries.put("Schedule min sigma", into: &sampling.scheduleMinimum)
        entries.put("Schedule max sigma", into: &sampling.scheduleMaximum)
        entries.put("Schedule rho", into: &sampling.scheduleRho)
        entries.put("Discard penultimate sigma", into: &sampling.discardsPenultimate)
        entries.put("SGM noise multiplier", into: &sampling.sgmNoiseMultiplier)
        entries.put("Noise Schedule", into: &sampling.noiseSchedule)
        entries.put("Sigma interpolation", into: &sampling.interpolatesSigmas)
        entries.put("UniPC variant", into: &sampling.uniPC.variant)
        entries.put("UniPC skip type", into: &sampling.uniPC.skipType)
        if let order = entries.number("UniPC order", in: 1...50) { sampling.uniPC.order = order }
        entries.put("UniPC lower order final", into: &sampling.uniPC.lowersLastOrder)
        entries.put("DPM adaptive rtol", into: &sampling.adaptive.relativeTolerance)
        entries.put("DPM adaptive atol", into: &sampling.adaptive.absoluteTolerance)
        if let alpha = entries.real("Beta schedule alpha"),
            let beta = entries.real("Beta schedule beta")
        {
            sampling.beta = .init(alpha: alpha, beta: beta)
        }
    }

    mutating func readGuidance(_ entries: inout RecordedEntries) {
        entries.put("NGMS", into: &guidance.minimumSigma)
        entries.put("NGMS all steps", into: &guidance.onAllSteps)
        entries.put("Skip Early CFG", into: &guidance.skippedEarly)
        entries.put("CFG rescale", into: &guidance.rescale)
        entries.put("PAG scale", into: &guidance.perturbedAttention)
        guidance.perturbation = entries.text("PAG perturbation")
        if let blocks = entries.text("PAG blocks") {
            guidance.perturbedBlocks = blocks.split(separator: " ").map(String.init)
        }
        if let scale = entries.real("Dynamic thresholding mimic scale") {
            guidance.thresholding = .init(
                mimicScale: scale,
                percentile: entries.real("Dynamic thresholding percentile") ?? 1)
        }
        if let eta = entries.real("APG eta") {
            guidance.projection = .init(
                eta: eta, normThreshold: entries.real("APG norm threshold") ?? 0,
                momentum: entries.real("APG momentum") ?? 0)
        }
        if let scale = entries.real("SLG scale") {
            let layers = entries.text("SLG layers") ?? ""
            guidance.skipLayer = .init(
                scale: scale, layers: layers.split(separator: " ").compactMap { Int($0) },
                start: entries.real("SLG start") ?? 0, end: entries.real("SLG end") ?? 1)
        }
        if let b1 = entries.real("FreeU b1"), let b2 = entries.real("FreeU b2"),
            let s1 = entries.real("FreeU s1"), let s2 = entries.real("FreeU s2")
        {
            guidance.freeU = .init(b1: b1, b2: b2, s1: s1, s2: s2)
        }
    }
}

extension RecordedEntries {
    /// Takes a number, if it is there, into a place.
    fileprivate mutating func put(_ key: String, into place: inout Double) {
        if let number = real(key) { place = number }
    }

    /// Takes a flag, if it is there, into a place.
    fileprivate mutating func put(_ key: String, into place: inout Bool) {
        if let flag = flag(key) { place = flag }
    }

    /// Takes a text, if it is there, into a place.
    fileprivate mutating func put(_ key: String, into place: inout String) {
        if let text = text(key) { place = text }
    }
}
