/// An integrator of the reverse diffusion: takes a noisy image along falling noise levels.
///
/// All of them work in the variance-exploding frame of Karras et al. 2022, where a noisy image is
/// `x = x₀ + σ·n`.
public protocol Sampler: Sendable {
    /// Walks from the first level to the last.
    ///
    /// - Parameters:
    ///   - x: the image at the first level.
    ///   - sigmas: the levels.
    ///   - noise: draws unit noise of the image's shape; called only if the result depends on it.
    ///   - denoise: the denoised image `x₀` of a noisy one at a level, called in order of the walk.
    ///     Guidance, progress and cancellation live in it: what it throws ends the walk.
    /// - Returns: the image at the last level.
    func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: () throws -> X,
        denoise: (X, _ sigma: Double) throws -> X
    ) rethrows -> X
}
