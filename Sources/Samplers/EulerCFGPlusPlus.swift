/// Euler's method with CFG++: the step ends at the guided image, with the noise that the model sees
/// without guidance (Chung et al. 2024, algorithm 2, in the frame of σ). Its guidance λ is in 0...1.
public struct EulerCFGPlusPlus: Sampler {
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler.
    public init(process: NoiseProcess = .diffusion) { self.process = process }

    /// Walks from the first level to the last.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let sides = try denoise.sides(x, sigma)
            x = x.moved(toward: sides, from: sigma, to: next, process: process)
        }
        return x
    }
}

/// Ancestral sampling with the steps of CFG++.
public struct EulerAncestralCFGPlusPlus: Sampler {
    /// How much of the posterior's noise is added.
    public var eta: Double
    /// The standard deviation of the draws.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler.
    public init(eta: Double = 1, noiseScale: Double = 1, process: NoiseProcess = .diffusion) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks from the first level to the last; a step to 0 draws no noise.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let sides = try denoise.sides(x, sigma)
            let step = process.ancestral(from: sigma, to: next, eta: eta)
            x = try x.moved(toward: sides, from: sigma, to: step.down, process: process)
                .risen(by: step, noiseScale: noiseScale, noise: noise)
        }
        return x
    }
}

extension Vector {
    /// The guided image with the noise of the unconditional one, `n = (x − signal·x₀) / σ`.
    func moved(
        toward sides: (guided: Self, unconditional: Self), from sigma: Double, to next: Double,
        process: NoiseProcess
    ) -> Self {
        let noise = (self - sides.unconditional * process.signal(sigma)) * (1 / sigma)
        return sides.guided * process.signal(next) + noise * next
    }
}
