public import Checkpoints
public import Samplers
public import Torch
public import WebUI

/// What will run: every name resolved, every seed a number, every part checked against the others.
///
/// A plan is made from file headers alone. The engine takes a plan and nothing else.
public struct Plan: Sendable {
    /// The passes in order: the first, and the hires pass if there is one.
    public let passes: [PassPlan]
    /// How the first pass's result becomes the second's beginning; `nil` with one pass.
    public let hop: HopPlan?
    /// The images of the job, in order.
    public let images: [ImagePlan]
    /// Images per forward batch.
    public let batchSize: Int
    /// Where noise comes from.
    public let noise: NoiseSource
    /// Clip skip of both passes.
    public let clipSkip: Int
    /// Whether the first pass's pictures are written too.
    public let savesBeforeHires: Bool
    /// Where to compute.
    public let device: Device
    /// What a person should know before it runs.
    public let notes: [String]

    /// The first pass.
    public var first: PassPlan { passes[0] }
    /// The hires pass, if there is one.
    public var hires: PassPlan? { passes.count > 1 ? passes[1] : nil }
}

/// One pass of a plan.
public struct PassPlan: Sendable {
    /// Which pass it is.
    public let role: Role
    /// The family of its model.
    public let architecture: Architecture
    /// How the UNet's output is read.
    public let prediction: PredictionType
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
    /// Guidance scale.
    public let cfgScale: Double
    /// How much of the schedule a second pass runs; `nil` in a first pass.
    public let denoisingStrength: Double?
    /// What the denoiser computes in.
    public let dtype: DType
    /// The choice of modules in the words of an infotext: names without extension, or the web UI's
    /// "Use same choices" and "Built-in".
    package let moduleChoice: [String]

    /// The passes' names in plans and messages.
    public enum Role: String, Sendable, Encodable {
        case first = "first pass"
        case hires = "hires pass"
    }

    /// The schedule's label in infotexts: "Automatic" where the sampler prefers none.
    package var scheduleType: String {
        let own = sampler.defaultSchedule
        return requestedSchedule == .automatic && own != .uniform
            ? own.label : requestedSchedule.label
    }

    /// Everything the pass reads: denoiser, VAE, text encoders.
    public var parts: [PartPlan] { [unet, vae] + encoders }
}

/// Width and height, in the unit that the place says.
public struct PixelSize: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    /// A size.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The size in cells of so many pixels along an edge, what does not fill a cell left out.
    public func cells(of edge: Int) -> PixelSize {
        PixelSize(width: width / edge, height: height / edge)
    }

    /// "512×768".
    public var description: String { "\(width)×\(height)" }
}

/// One model of a pass and the file it comes from.
public struct PartPlan: Sendable {
    /// What it does in the pass.
    public let part: Part
    /// The file.
    public let file: CheckpointFile
    /// Where in the file.
    public let component: Component
    /// Whether it is a module that stands in for the checkpoint's own part.
    public let module: Bool

    /// The parts of a pass.
    public enum Part: Sendable, Hashable {
        case unet
        case vae
        case encoder(EncoderRole)

        /// The name in plans and messages.
        public var title: String {
            switch self {
            case .unet: "UNet"
            case .vae: "VAE"
            case .encoder(let role): role.rawValue
            }
        }
    }
}

/// How one pass's result becomes the next one's beginning.
public struct HopPlan: Sendable {
    /// The way.
    public let way: Way
    /// Why this way.
    public let reason: String
    /// The upscaler's name as the web UI has it.
    public let upscaler: String
    /// Size arithmetic of the second pass.
    public let size: HiresSize
    /// How the size was asked for.
    package let enlargement: Infotext.Fields.Hires.Enlargement
    /// Steps of the second pass as asked for: 0 means as many as the first.
    package let askedSteps: Int

    /// The ways between two passes.
    public enum Way: Sendable, Equatable {
        /// Interpolation of the latents themselves.
        case latent(LatentUpscaler)
        /// Decode with the first VAE, resize, encode with the second.
        case pixels(PixelUpscaler)
    }
}

/// One image of a job.
public struct ImagePlan: Sendable, Equatable {
    /// Its place in the job, from 0.
    public let index: Int
    /// Seed of its noise, in both passes.
    public let seed: Int
    /// What steers its first pass.
    public let first: PassText
    /// What steers its hires pass, if there is one.
    public let hires: PassText

    /// What steers one of its passes.
    public func text(of role: PassPlan.Role) -> PassText {
        switch role {
        case .first: first
        case .hires: hires
        }
    }
}
