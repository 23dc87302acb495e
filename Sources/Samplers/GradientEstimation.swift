/// Euler's method along an estimate of the gradient that corrects the last one's error: Permenter &
/// Yuan 2024, "Interpreting and Improving Diffusion Models from an Optimization Perspective",
/// algorithm 2: `ε̄ = γ·ε + (1 − γ)·ε_last`.
public struct GradientEstimation: Sampler {
    /// γ: 1 is Euler's method.
    public var gamma: Double

    /// The sampler; without arguments it has the paper's γ.
    public init(gamma: Double = 2) { self.gamma = gamma }

    /// Walks from the first level to the last; the first step and one to 0 are Euler's.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var last: X?
        for (sigma, next) in sigmas.steps {
            let slope = x.slope(to: try denoise(x, sigma), at: sigma)
            let change = next - sigma
            x = x + slope * change
            if let last, next > 0 { x = x + (slope - last) * ((gamma - 1) * change) }
            last = slope
        }
        return x
    }
}
