public import Imaging

/// What happens while a plan runs.
public enum Event: Sendable {
    /// A part of a model is being read.
    case loading(part: String, file: String)
    /// A part of a model was read, in so many seconds.
    case loaded(part: String, file: String, seconds: Double)
    /// A part in memory was given other LoRAs, or other strengths of them, in so many seconds.
    case patched(part: String, file: String, seconds: Double)
    /// A stage of the work has ended: "text", "encode", "first pass", "decode", "hop", "hires pass". Of its
    /// seconds those are left out in which models were read, and those of stages within it.
    case stage(name: String, seconds: Double)
    /// The sampler has finished a step.
    case progress(Progress)
    /// What an image of the present batch will look like.
    case preview(Preview)
    /// The first pass of an image is finished. It comes before what is made of it, and only where
    /// ``RunOptions/keepsFirstPasses`` asks for it.
    case firstPass(image: Int, FirstPassResult)
    /// An image is finished.
    case image(FinishedImage)
}

/// How far a job is.
public struct Progress: Sendable {
    /// The pass that computes.
    public let pass: PassPlan.Role
    /// Denoiser steps done in the present batch.
    public let step: Int
    /// Denoiser steps of the batch.
    public let steps: Int
    /// Images that the present batch makes, by their places in the job, in order.
    public let images: [Int]
    /// Images of the job.
    public let total: Int
    /// Share of the job's denoising work that is done, weighted by latent area, in 0…1.
    public let fraction: Double
}

/// A picture with what must be kept of how it was made.
public struct FinishedImage: Sendable {
    /// The image's plan.
    public let plan: ImagePlan
    /// Whether this is the first pass's picture of an image that goes on to a hires pass.
    public let beforeHires: Bool
    /// The picture, in 0…1.
    public let picture: FloatImage
    /// How it was made, as the web UI writes it into the file.
    public let infotext: String
    /// Seconds spent on this image, stage by stage, in the order they ran.
    public let seconds: [Stage]

    /// Time spent in one stage.
    public struct Stage: Sendable {
        /// The stage's name: "text", "first pass", "decode", "hop", "hires pass".
        public let name: String
        /// The image's share of the time.
        public let seconds: Double
    }
}
