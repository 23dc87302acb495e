import Checkpoints
import Samplers
import WebUI

/// Writes how a plan's images are made, in the web UI's words.
struct InfotextWriter {
    let plan: Plan
    let modelHash: (CheckpointEntry) throws -> String?

    /// The infotext of an image, the same for its first pass's picture and for the result.
    func callAsFunction(_ image: ImagePlan) throws -> String {
        let pass = plan.first
        var fields = Infotext.Fields(
            steps: pass.steps, sampler: pass.sampler.name, scheduleType: pass.scheduleType,
            cfgScale: pass.cfgScale, seed: image.seed,
            size: (width: pass.size.width, height: pass.size.height))
        fields.modelHash = try shortHash(pass.checkpoint)
        fields.model = pass.unet.file.stem
        fields.clipSkip = plan.clipSkip
        fields.rng = plan.noise.infotextName
        fields.hires = try hires(of: image)
        fields.version = KilnVersion.string
        fields.modules = pass.moduleChoice
        return Infotext(
            prompt: image.prompt, negativePrompt: image.negativePrompt, fields: fields
        ).text
    }

    private func hires(of image: ImagePlan) throws -> Infotext.Fields.Hires? {
        guard let pass = plan.hires, let hop = plan.hop else { return nil }
        var fields = Infotext.Fields.Hires(
            denoisingStrength: pass.denoisingStrength ?? 0, cfgScale: pass.cfgScale,
            enlargement: hop.enlargement)
        if pass.checkpoint.path != plan.first.checkpoint.path {
            let hash = try shortHash(pass.checkpoint).map { " [\($0)]" } ?? ""
            fields.checkpoint = pass.unet.file.name + hash
        }
        fields.modules = pass.moduleChoice
        fields.sampler = pass.sampler.name
        fields.prompt = image.hiresPrompt
        fields.negativePrompt = image.hiresNegativePrompt
        fields.scheduleType = pass.scheduleType
        fields.steps = hop.askedSteps
        fields.upscaler = hop.upscaler
        return fields
    }

    /// The first ten digits, as infotexts have it.
    private func shortHash(_ checkpoint: CheckpointEntry) throws -> String? {
        try modelHash(checkpoint).map { String($0.prefix(10)) }
    }
}
