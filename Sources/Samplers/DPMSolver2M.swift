/// DPM-Solver++(2M), Lu et al. 2022 (b), algorithm 2.
public struct DPMSolver2M: Sampler {
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler.
    public init(process: NoiseProcess = .diffusion) { self.process = process }

    /// Walks from the first level to the last. The first step, the one after pure noise and a step
    /// to 0 are of first order.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var last: (denoised: X, h: Double)?
        for (sigma, next) in sigmas.steps {
            let denoised = try denoise(x, sigma)
            let h = process.logStep(from: sigma, to: next)
            var target = denoised
            if let last, next > 0 {
                target = target + (denoised - last.denoised) * (h / (2 * last.h))
            }
            x = x.moved(toward: target, from: sigma, to: next)
            last = (denoised, h)
        }
        return x
    }
}
