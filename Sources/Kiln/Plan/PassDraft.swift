import Samplers
import Torch

/// A pass before its prompts are read.
struct PassDraft {
    let source: PassSource
    let size: PixelSize
    let latentSize: PixelSize
    let steps: Int
    let scheduleSteps: Int
    let denoisingStrength: Double?
    let sampling: Sampling

    /// The pass, with what the prompts of the job's images ask for.
    ///
    /// - Parameter pass: its place among the passes.
    /// - Throws: `PromptError`, if names of textual inversions cannot be looked for.
    func plan(
        texts: inout TextResolution, of pass: Int, in images: [ImagePlan]
    ) throws -> PassPlan {
        PassPlan(
            role: source.role, architecture: source.architecture, prediction: source.prediction,
            checkpoint: source.entry, unet: source.unet, vae: source.vae,
            encoders: source.encoders, loras: texts.loras(of: pass),
            embeddings: try texts.embeddings(of: pass, in: images), size: size,
            latentSize: latentSize, steps: steps, scheduleSteps: scheduleSteps,
            sampler: sampling.sampler, requestedSchedule: sampling.requested,
            schedule: sampling.sampler.schedule(for: sampling.requested),
            cfgScale: sampling.cfgScale, denoisingStrength: denoisingStrength,
            dtype: sampling.dtype, moduleChoice: source.choice)
    }
}

/// Names of sampler and schedule resolved, with guidance and arithmetic.
struct Sampling {
    let sampler: SamplerKind
    let requested: ScheduleKind
    let cfgScale: Double
    let dtype: DType

    init(sampler: String, scheduler: String, cfgScale: Double, dtype: DType) throws {
        let names = try SamplerKind.resolve(sampler: sampler, scheduler: scheduler)
        self.sampler = names.sampler
        requested = names.schedule
        self.cfgScale = cfgScale
        self.dtype = dtype
    }
}
