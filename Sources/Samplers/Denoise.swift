/// What a sampler asks its model: the denoised image of a noisy one at a noise level.
///
/// Guidance, progress and cancellation live in the closures: what they throw ends the walk.
public struct Denoise<X> {
    private let guided: (X, _ sigma: Double) throws -> X
    private let both: (X, _ sigma: Double) throws -> (guided: X, unconditional: X)

    /// A model.
    ///
    /// - Parameters:
    ///   - guided: the denoised image after guidance.
    ///   - sides: the same, and the denoised image without the prompt, of one call of the model.
    public init(
        _ guided: @escaping (X, _ sigma: Double) throws -> X,
        sides: @escaping (X, _ sigma: Double) throws -> (guided: X, unconditional: X)
    ) {
        self.guided = guided
        both = sides
    }

    /// The denoised image `x₀` after guidance.
    public func callAsFunction(_ x: X, _ sigma: Double) throws -> X { try guided(x, sigma) }

    /// The denoised image after guidance, and without the prompt: what CFG++ asks for.
    public func sides(_ x: X, _ sigma: Double) throws -> (guided: X, unconditional: X) {
        try both(x, sigma)
    }
}
