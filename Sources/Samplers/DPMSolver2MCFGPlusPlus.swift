/// DPM-Solver++(2M) with CFG++: Chung et al. 2024, appendix. The step ends at the guided image; the
/// noise and its slope are those of the unconditional one.
public struct DPMSolver2MCFGPlusPlus: Sampler {
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
            let sides = try denoise.sides(x, sigma)
            let h = process.logStep(from: sigma, to: next)
            x = x.moved(toward: sides, from: sigma, to: next, process: process)
            if let last, next > 0 {
                let slope = (sides.unconditional - last.denoised) * (h / (2 * last.h))
                x = x + slope * (1 - next / sigma)
            }
            last = (sides.unconditional, h)
        }
        return x
    }
}
