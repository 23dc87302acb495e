/// DPM-Solver++(2M), Lu et al. 2022, algorithm 2, in the σ-parameterisation.
public struct DPMSolver2M: Sampler {
    /// The sampler.
    public init() {}

    /// Walks from the first level to the last; no noise is drawn. The first step and a step to 0 are
    /// of first order.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: () throws -> X,
        denoise: (X, _ sigma: Double) throws -> X
    ) rethrows -> X {
        var x = x
        var last: (denoised: X, h: Double)?
        for (sigma, next) in sigmas.steps {
            let denoised = try denoise(x, sigma)
            let h = (sigma / next).logarithm  // the step in log-SNR; infinite when next is 0
            var target = denoised
            // A level that repeats, as in schedules longer than the model's table, has no slope.
            if let last, last.h > 0, next > 0 {
                target = target + (denoised - last.denoised) * (h / (2 * last.h))
            }
            x = x * (next / sigma) - target * (-h).exponentialMinusOne
            last = (denoised, h)
        }
        return x
    }
}
