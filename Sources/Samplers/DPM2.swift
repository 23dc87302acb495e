/// DPM-Solver-2, Lu et al. 2022 (a), in the form of Karras et al. 2022's algorithm 2: the slope in
/// the middle of the step's logarithm. A step to 0 is Euler's.
public struct DPM2: Sampler {
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

    static func step<X: Vector>(
        _ x: X, from sigma: Double, to next: Double, denoise: Denoise<X>
    ) throws -> X {
        let denoised = try denoise(x, sigma)
        guard next > 0 else { return x.moved(toward: denoised, from: sigma, to: next) }
        let middle = (sigma * next).squareRoot()
        let point = x.moved(toward: denoised, from: sigma, to: middle)
        return x + point.slope(to: try denoise(point, middle), at: middle) * (next - sigma)
    }
}

/// DPM-Solver-2 with ancestral noise: the middle is that of the longer step down.
public struct DPM2Ancestral: Sampler {
    /// How much of the posterior's noise is added.
    public var eta: Double
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the web UI's "DPM2 a".
    public init(eta: Double = 1, noiseScale: Double = 1, process: NoiseProcess = .diffusion) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks from the first level to the last, with two calls a step.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let step = process.ancestral(from: sigma, to: next, eta: eta)
            x = try DPM2.step(x, from: sigma, to: step.down, denoise: denoise)
                .risen(by: step, noiseScale: noiseScale, noise: noise)
        }
        return x
    }
}
