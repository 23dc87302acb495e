import Samplers
package import WebUI
import Wire

extension GenerationInfo {
    /// How a plan's images were made, in the web UI's keys.
    ///
    /// - Parameters:
    ///   - infotexts: the texts of the images that came out, in order; there may be fewer of them
    ///     than the plan has images, if it was interrupted.
    ///   - styles: the styles that were asked for.
    ///   - timestamp: when it began: YYYYMMDDhhmmss.
    package init(
        _ plan: Plan, infotexts: [String], styles: [String] = [], timestamp: String = "0"
    ) {
        self.init()
        prompts.all = plan.images.map(\.first.prompt)
        prompts.allNegative = plan.images.map(\.first.negativePrompt)
        prompts.first = prompts.all.first ?? ""
        prompts.firstNegative = prompts.allNegative.first ?? ""
        seeds.all = plan.images.map(\.seed)
        seeds.allSubseeds = plan.images.map(\.subseed)
        seeds.first = seeds.all.first ?? 0
        seeds.firstSubseed = seeds.allSubseeds.first ?? 0
        seeds.subseedStrength = plan.variation.subseedStrength
        seeds.resizeFromWidth = plan.variation.resizeFrom?.width ?? -1
        seeds.resizeFromHeight = plan.variation.resizeFrom?.height ?? -1
        sampling.width = plan.first.size.width
        sampling.height = plan.first.size.height
        sampling.sampler = plan.first.sampler.name
        sampling.cfgScale = plan.images.first?.first.cfgScale ?? plan.first.cfgScale
        sampling.steps = plan.requestedSteps
        sampling.batchSize = plan.batchSize
        sampling.denoisingStrength = plan.hires?.denoisingStrength ?? plan.first.denoisingStrength
        sampling.clipSkip = plan.text.clipSkip
        models.name = plan.first.checkpoint.stem
        models.vaeName = plan.first.vae.module ? plan.first.vae.file.name : nil
        models.isInpainting = plan.first.inputs == .inpainting
        record.infotexts = infotexts
        record.styles = styles
        record.timestamp = timestamp
        record.version = KilnVersion.string
        readEntries(of: infotexts.first ?? "")
    }

    /// What the first infotext says beyond the keys that there are for it.
    private mutating func readEntries(of infotext: String) {
        let entries = Infotext(parsing: infotext).entries
        models.hash = entries.first { $0.key == "Model hash" }?.value
        for entry in entries where !Self.ownKeys.contains(entry.key) {
            record.extras[entry.key] = .string(entry.value)
        }
    }

    private static let ownKeys: Set = [
        "Steps", "Sampler", "CFG scale", "Seed", "Size", "Model hash", "Model", "VAE", "VAE hash",
        "Variation seed", "Variation seed strength", "Seed resize from", "Denoising strength",
        "Clip skip", "Version",
    ]
}
