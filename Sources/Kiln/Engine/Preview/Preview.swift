public import Imaging

/// What an image will look like, as far as a step tells.
public struct Preview: Sendable {
    /// The image's place in the job.
    public let image: Int
    /// The pass that computes it.
    public let pass: PassPlan.Role
    /// A small picture in 0…1: one pixel for each of the latent's cells, or for a square of them if
    /// the longer edge would have more than 256.
    public let picture: FloatImage
}
