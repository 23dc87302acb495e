/// Euler's method with optional churn: Karras et al. 2022, algorithm 2 without its correction.
public struct Euler: Sampler {
    /// Noise put back before each step.
    public var churn: Churn
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the plain ODE's.
    public init(churn: Churn = Churn(), process: NoiseProcess = .diffusion) {
        self.churn = churn
        self.process = process
    }

    /// Walks from the first level to the last.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let start = try churn.raise(
                x, at: sigma, steps: sigmas.stepCount, process: process, noise: noise)
            let denoised = try denoise(start.x, start.sigma)
            x = start.x.moved(toward: denoised, from: start.sigma, to: next)
        }
        return x
    }
}
