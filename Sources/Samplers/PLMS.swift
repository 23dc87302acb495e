/// The pseudo linear multistep method: Liu et al. 2022 (b), equation 12, as latent diffusion
/// has it: the first step is the improved Euler method's. Returns the variance-preserving image at
/// its last level.
public struct PLMS: Sampler {
    /// The sampler.
    public init() {}

    /// Walks from the first level to the last, with two calls in the first step.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var slopes = History<X>(limit: 4)
        for (sigma, next) in sigmas.steps {
            slopes.add(x.slope(to: try denoise(x, sigma), at: sigma))
            var mean = AdamsBashforth.weights[slopes.count - 1]
            var used = slopes.values
            if slopes.count == 1, next > 0 {
                let end = x + used[0] * (next - sigma)
                used.append(end.slope(to: try denoise(end, next), at: next))
                mean = [0.5, 0.5]
            }
            x = x.adding(used, times: mean.map { $0 * (next - sigma) })
        }
        return x.preservingVariance(at: sigmas.values.last ?? 0)
    }
}
