import Checkpoints
import Samplers
import WebUI

/// Writes how a plan's images are made, in the web UI's words.
struct InfotextWriter {
    let plan: Plan
    let hash: (HashedFile) throws -> String?

    /// The infotext of an image, the same for its first pass's picture and for the result.
    func callAsFunction(_ image: ImagePlan) throws -> String {
        let pass = plan.first
        var fields = Infotext.Fields(
            steps: plan.requestedSteps, sampler: pass.sampler.name, scheduleType: pass.scheduleType,
            cfgScale: image.first.cfgScale, seed: image.seed,
            size: (width: pass.size.width, height: pass.size.height))
        fields.modelHash = try shortHash(pass.checkpoint)
        fields.loraHashes = try loraHashes(of: image)
        fields.embeddingHashes = try embeddingHashes(of: image)
        fields.model = pass.unet.file.stem
        fields.clipSkip = plan.text.clipSkip
        fields.rng = plan.noise.infotextName
        fields.conditioning = plan.text.infotext
        fields.sampling = Infotext.Fields.Sampling(pass, plan)
        fields.guidance = pass.guidance.infotext
        fields.vae.samplesPosterior = plan.encoding == .sample && plan.encodes
        fields.ensd = pass.sampler.usesENSD ? plan.variation.seedDelta : 0
        describeNoise(of: image, in: &fields)
        fields.imageToImage = plan.start.map { Infotext.Fields.ImageToImage($0, pass) }
        fields.imageCFGScale = pass.inputs == .editing ? plan.start?.imageCfgScale : nil
        fields.extras = plan.start?.entries ?? []
        fields.refiner = try refiner()
        fields.hires = try hires(of: image)
        fields.version = KilnVersion.string
        fields.modules = pass.moduleChoice
        return Infotext(
            prompt: image.first.prompt, negativePrompt: image.first.negativePrompt,
            fields: fields
        ).text
    }

    private func describeNoise(of image: ImagePlan, in fields: inout Infotext.Fields) {
        fields.variation = Infotext.Fields.Variation(
            seed: image.subseed, strength: plan.variation.subseedStrength)
        fields.seedResizeFrom = plan.variation.resizeFrom.map {
            HiresSize.Size(width: $0.width, height: $0.height)
        }
    }

    private func refiner() throws -> Infotext.Fields.Refiner? {
        guard let pass = plan.refiner else { return nil }
        return Infotext.Fields.Refiner(
            checkpoint: try title(of: pass), switchAt: pass.takesOverAt ?? 1)
    }

    /// "name.ext [first ten digits of its hash]".
    private func title(of pass: PassPlan) throws -> String {
        pass.unet.file.name + (try shortHash(pass.checkpoint).map { " [\($0)]" } ?? "")
    }

    private func hires(of image: ImagePlan) throws -> Infotext.Fields.Hires? {
        guard let pass = plan.hires, let hop = plan.hop else { return nil }
        var fields = Infotext.Fields.Hires(
            denoisingStrength: pass.denoisingStrength ?? 0, cfgScale: image.hires.cfgScale,
            enlargement: hop.enlargement)
        if pass.checkpoint.path != plan.first.checkpoint.path {
            fields.checkpoint = try title(of: pass)
        }
        fields.modules = pass.moduleChoice
        fields.sampler = pass.sampler.name
        fields.prompt = image.hires.prompt
        fields.negativePrompt = image.hires.negativePrompt
        fields.scheduleType = pass.scheduleType
        fields.steps = hop.askedSteps
        fields.upscaler = hop.upscaler
        return fields
    }

    /// The first ten digits, as infotexts have it.
    private func shortHash(_ checkpoint: CheckpointEntry) throws -> String? {
        try hash(.checkpoint(checkpoint)).map { String($0.prefix(10)) }
    }

    /// The LoRAs of an image's passes.
    private func loraHashes(of image: ImagePlan) throws -> [Infotext.NamedHash] {
        try plan.passes.flatMap { pass in
            let used = Set(image.text(of: pass.role).loras.map(\.path))
            return try pass.loras.map(\.entry).filter { used.contains($0.path) }
                .compactMap { entry in
                    try hash(.lora(entry)).map { Infotext.NamedHash(entry.name, hash: $0) }
                }
        }
    }

    /// The textual inversions whose names stand in an image's prompts.
    private func embeddingHashes(of image: ImagePlan) throws -> [Infotext.NamedHash] {
        try plan.passes.flatMap { pass in
            let text = image.text(of: pass.role)
            let prompts = text.texts.map { $0.lowercased() }
            return try pass.embeddings.map(\.entry).filter { entry in
                prompts.contains { $0.contains(entry.name.lowercased()) }
            }.compactMap { entry in
                try hash(.embedding(entry)).map { Infotext.NamedHash(entry.name, hash: $0) }
            }
        }
    }
}
