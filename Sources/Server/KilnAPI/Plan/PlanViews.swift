import Kiln
import Samplers

extension PlanObject {
    /// A plan in words.
    ///
    /// - Parameter resuming: whether the results of all images' first passes are there, so that only the
    ///   hires pass runs.
    init(_ plan: Plan, hashes: HashCache, resuming: Bool) {
        let report = PlanReport(plan, hashes: hashes, resuming: resuming)
        passes = zip(report.passes, plan.passes).map { pass, planned in
            var object = PassObject(pass)
            object.isKept = resuming && planned.role != .hires
            if object.isKept { object.steps = 0 }
            return object
        }
        hop = report.hop.map { HopObject($0) }
        (images, seed, batchSize) = (report.images, report.seed, report.batchSize)
        device = report.device
        memory.weights = report.memory.weights
        memory.allWeights = report.memory.allWeights
        memory.activations = report.memory.activations
        memory.total = report.memory.total
        notes = report.notes
    }
}

extension PassObject {
    fileprivate init(_ pass: PlanReport.Pass) {
        self.pass = pass.pass
        (checkpoint, sha256) = (pass.checkpoint, pass.sha256)
        architecture = pass.architecture
        prediction = pass.prediction.rawValue
        latentSpace = pass.latentSpace
        parts = pass.parts.map { PartObject($0) }
        loras = pass.loras.map { LoraObject($0) }
        embeddings = pass.embeddings
        (width, height) = (pass.size.width, pass.size.height)
        (outputWidth, outputHeight) = (pass.outputSize.width, pass.outputSize.height)
        (steps, scheduleSteps) = (pass.steps, pass.scheduleSteps)
        (sampler, schedule) = (pass.sampler, pass.schedule)
        (cfgScale, guidance) = (pass.cfgScale, pass.guidance)
        denoisingStrength = pass.denoisingStrength
        takesOverAt = pass.takesOverAt
        dtype = pass.dtype
    }
}

extension PartObject {
    fileprivate init(_ part: PlanReport.Part) {
        (self.part, file, source) = (part.part, part.file, part.source)
        (type, bytes) = (part.type, part.bytes)
    }
}

extension LoraObject {
    fileprivate init(_ lora: PlanReport.Lora) {
        (name, file, kinds) = (lora.name, lora.file, lora.kinds)
        (matched, unmatched) = (lora.matched, lora.unmatched)
    }
}

extension HopObject {
    fileprivate init(_ hop: PlanReport.Hop) {
        (way, upscaler, reason) = (hop.way, hop.upscaler, hop.reason)
        (from, to) = (hop.from, hop.to)
    }
}
