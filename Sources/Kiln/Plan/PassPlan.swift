public import Samplers
public import Torch

/// One pass of a plan.
public struct PassPlan: Sendable {
    /// Which pass it is.
    public let role: Role
    /// The family of its model.
    public let architecture: Architecture
    /// How the UNet's output is read.
    public let prediction: PredictionType
    /// Whether its schedule ends in pure noise (zero terminal signal-to-noise ratio).
    public let endsInNoise: Bool
    /// What the UNet takes beside the noisy latent.
    public let inputs: UNetInputs
    /// The checkpoint's place in the model folder.
    public let checkpoint: CheckpointEntry
    /// The denoiser.
    public let unet: PartPlan
    /// The VAE that encodes for and decodes from this pass.
    public let vae: PartPlan
    /// The text encoders, in the order of the family's slots.
    public let encoders: [PartPlan]
    /// The LoRAs that its images ask for, in the order in which their prompts do.
    public let loras: [LoraPlan]
    /// The textual inversions that its images name.
    public let embeddings: [EmbeddingFile]
    /// Width and height of the pass in pixels, before rounding to the latent's cells.
    public let size: PixelSize
    /// Width and height of the latent it samples.
    public let latentSize: PixelSize
    /// Denoiser steps that are run.
    public let steps: Int
    /// Length of the schedule of which those steps are the tail; equals `steps` in a first pass.
    public let scheduleSteps: Int
    /// The integrator.
    public let sampler: SamplerKind
    /// The schedule as asked for: "Automatic" stays so.
    public let requestedSchedule: ScheduleKind
    /// The schedule that runs.
    public let schedule: ScheduleKind
    /// The integrator's own numbers.
    public let samplerOptions: SamplerOptions
    /// The schedule's own numbers.
    public let scheduleOptions: ScheduleOptions
    /// How the prompts steer; an image may have a scale of its own.
    public let guidance: Guidance
    /// How much of the schedule a second pass runs; `nil` in a first pass.
    public let denoisingStrength: Double?
    /// The share of the first pass's steps at which a refiner takes over; `nil` in other passes.
    public let takesOverAt: Double?
    /// What the denoiser computes in.
    public let dtype: DType
    /// The choice of modules in the words of an infotext: names without extension, or the web UI's
    /// "Use same choices" and "Built-in".
    package let moduleChoice: [String]

    /// The passes' names in plans and messages.
    public enum Role: String, Sendable, Encodable {
        case first = "first pass"
        case refiner = "refiner"
        case hires = "hires pass"
    }

    /// The schedule's label in infotexts: "Automatic" where the sampler prefers none.
    package var scheduleType: String {
        let own = sampler.defaultSchedule
        return requestedSchedule == .automatic && own != .uniform
            ? own.label : requestedSchedule.label
    }

    /// Guidance scale of images that have none of their own.
    public var cfgScale: Double { guidance.scale }

    /// Everything the pass reads: denoiser, VAE, text encoders.
    public var parts: [PartPlan] { [unet, vae] + encoders }
}
