/// Ancestral sampling with Euler steps: each step goes further down than asked, then adds fresh
/// noise up to the level asked for (Song et al. 2021, DDPM's posterior in the frame of σ).
///
/// With η = 1 this is DDPM itself (Ho et al. 2020, algorithm 2): its posterior's mean and variance
/// between any two levels, written for `x/√ᾱ`.
public struct EulerAncestral: Sampler {
    /// How much of the posterior's noise is added: 1 is DDPM's, 0 is the plain ODE.
    public var eta: Double
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the web UI's "Euler a".
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
            let denoised = try denoise(x, sigma)
            let step = process.ancestral(from: sigma, to: next, eta: eta)
            x = x.moved(toward: denoised, from: sigma, to: step.down)
            x = try x.risen(by: step, noiseScale: noiseScale, noise: noise)
        }
        return x
    }
}

extension Vector {
    /// The image brought up from an ancestral step's lower level; nothing is drawn where it is none.
    func risen(
        by step: AncestralStep, noiseScale: Double, noise: StepNoise<Self>
    ) throws -> Self {
        guard step.up > 0 else { return self }
        return self * step.scale + (try noise.draw()) * (step.up * noiseScale)
    }
}
