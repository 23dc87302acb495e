/// What is wanted of a run beside its images.
public struct RunOptions: Sendable {
    /// Whether what the first pass leaves of each image is handed out, so that a later run can go on
    /// from there. Of images that were skipped nothing is.
    public var keepsFirstPasses = false
    /// What earlier first passes left, by the images' places in the plan. These images go on from
    /// there; they become what they would have become without the interruption.
    public var resuming: [Int: FirstPassResult] = [:]
    /// Images that an earlier run has handed out whole, by their places in the plan. Nothing is handed
    /// out of them again, and batches of nothing else are left out in every pass. A batch of which one
    /// image is missing is run whole: what an image becomes may depend, in its last bits, on how many
    /// are computed with it.
    public var finished: Set<Int> = []
    /// The least time between two previews of what is computed, 0 for one after each step; `nil` for
    /// none. There are none where the VAE has no place in memory beside what denoises.
    public var previewInterval: Duration?

    /// The images and nothing else.
    public init() {}
}
