/// What is wanted of a run beside its images.
public struct RunOptions: Sendable {
    /// Whether what the first pass leaves of each image is handed out, so that a later run can go on
    /// from there. Of images that were skipped nothing is.
    public var keepsFirstPasses = false
    /// What earlier first passes left, by the images' places in the plan. These images go on from
    /// there; they become what they would have become without the interruption.
    public var resuming: [Int: FirstPassResult] = [:]
    /// The least time between two previews of what is computed, 0 for one after each step; `nil` for
    /// none. There are none where the VAE has no place in memory beside what denoises.
    public var previewInterval: Duration?

    /// The images and nothing else.
    public init() {}
}
