/// The linear multistep method of Adams and Bashforth over levels as they are, of order 4: "LMS" of
/// Crowson's k-diffusion. The slopes' polynomial in σ is integrated exactly.
public struct LinearMultistep: Sampler {
    /// How many slopes a step takes, 1...4.
    public var order: Int

    /// The sampler; without arguments it is the web UI's.
    public init(order: Int = 4) { self.order = min(max(order, 1), 4) }

    /// Walks from the first level to the last; the first steps take what slopes there are.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var (slopes, levels) = (History<X>(limit: order), History<Double>(limit: order))
        for (sigma, next) in sigmas.steps {
            slopes.add(x.slope(to: try denoise(x, sigma), at: sigma))
            levels.add(sigma)
            let weights = Lagrange.integrals(of: levels.values, from: sigma, to: next)
            x = x.adding(slopes.values, times: weights)
        }
        return x
    }
}
