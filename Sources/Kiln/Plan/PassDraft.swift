import Samplers
import Torch

/// A pass before its prompts are read.
struct PassDraft {
    let source: PassSource
    let size: PixelSize
    let latentSize: PixelSize
    let steps: Int
    let scheduleSteps: Int
    var denoisingStrength: Double?
    var takesOverAt: Double?
    let sampling: Sampling

    /// The pass, with what the prompts of the job's images ask for.
    ///
    /// - Throws: `PromptError`, if names of textual inversions cannot be looked for.
    func plan(texts: inout TextResolution, in images: [ImagePlan]) throws -> PassPlan {
        var scheduleOptions = sampling.scheduleOptions
        scheduleOptions.family = source.architecture.optimisedSteps
        return PassPlan(
            role: source.role, architecture: source.architecture, prediction: source.prediction,
            endsInNoise: sampling.endsInNoise ?? source.fingerprint.zeroTerminalSNR,
            inputs: source.inputs, checkpoint: source.entry, unet: source.unet, vae: source.vae,
            encoders: source.encoders, loras: texts.loras(of: source.role),
            embeddings: try texts.embeddings(of: source, in: images), size: size,
            latentSize: latentSize, steps: steps, scheduleSteps: scheduleSteps,
            sampler: sampling.sampler,
            requestedSchedule: sampling.requested,
            schedule: sampling.sampler.schedule(for: sampling.requested),
            samplerOptions: sampling.samplerOptions, scheduleOptions: scheduleOptions,
            guidance: sampling.guidance, denoisingStrength: denoisingStrength,
            takesOverAt: takesOverAt, dtype: sampling.dtype, moduleChoice: source.choice)
    }
}

/// Names of sampler and schedule resolved, with guidance and arithmetic.
struct Sampling {
    let sampler: SamplerKind
    let requested: ScheduleKind
    let samplerOptions: SamplerOptions
    let scheduleOptions: ScheduleOptions
    let guidance: Guidance
    /// Whether the schedule ends in pure noise; `nil` leaves it to the model.
    let endsInNoise: Bool?
    let dtype: DType

    /// What a request says of both passes, with one pass's names.
    init(
        _ request: GenerationRequest, sampler: String, scheduler: String, guidance: Guidance,
        dtype: DType
    ) throws {
        let names = try SamplerKind.resolve(sampler: sampler, scheduler: scheduler)
        self.sampler = names.sampler
        requested = names.schedule
        samplerOptions = request.samplerOptions
        scheduleOptions = request.scheduleOptions
        self.guidance = guidance
        endsInNoise = request.endsInNoise
        self.dtype = dtype
    }
}
