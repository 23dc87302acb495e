/// The improved pseudo linear multistep method: Zhang & Chen 2023 (DEIS), "iPNDM", after
/// Liu et al. 2022 (b). The weights are those of equal steps, whatever the steps; the first steps
/// take what slopes there are.
public struct IPNDM: Sampler {
    /// The sampler.
    public init() {}

    /// Walks from the first level to the last.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var slopes = History<X>(limit: 4)
        for (sigma, next) in sigmas.steps {
            slopes.add(x.slope(to: try denoise(x, sigma), at: sigma))
            let weights = AdamsBashforth.weights[slopes.count - 1].map { $0 * (next - sigma) }
            x = x.adding(slopes.values, times: weights)
        }
        return x
    }
}
