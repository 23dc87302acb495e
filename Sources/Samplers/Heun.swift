/// Heun's method with optional churn: Karras et al. 2022, algorithm 2. A step to 0 is Euler's.
public struct Heun: Sampler {
    /// Noise put back before each step.
    public var churn: Churn
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the plain ODE's.
    public init(churn: Churn = Churn(), process: NoiseProcess = .diffusion) {
        self.churn = churn
        self.process = process
    }

    /// Walks from the first level to the last, with two calls a step.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let start = try churn.raise(
                x, at: sigma, steps: sigmas.stepCount, process: process, noise: noise)
            x = try Self.step(start.x, from: start.sigma, to: next, denoise: denoise)
        }
        return x
    }

    /// The mean of the slopes at both ends.
    static func step<X: Vector>(
        _ x: X, from sigma: Double, to next: Double, denoise: Denoise<X>
    ) throws -> X {
        let slope = x.slope(to: try denoise(x, sigma), at: sigma)
        let euler = x + slope * (next - sigma)
        guard next > 0 else { return euler }
        let end = euler.slope(to: try denoise(euler, next), at: next)
        return x + (slope + end) * ((next - sigma) / 2)
    }
}
