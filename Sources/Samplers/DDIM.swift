extension Vector {
    /// The image in the variance-preserving frame, `√ᾱ·x₀ + √(1 − ᾱ)·n`: what the samplers that go
    /// by timesteps return, whose last level is not 0.
    func preservingVariance(at sigma: Double) -> Self {
        self * (1 / (1 + sigma * sigma).squareRoot())
    }
}

/// The denoising diffusion implicit model: Song et al. 2021 (DDIM), equations 12 and 16.
///
/// In the frame of σ its step is Euler's with ancestral noise; what makes it a sampler of its own are
/// its levels, its η and that it returns the variance-preserving image at its last level.
public struct DDIM: Sampler {
    /// `η`: 0 draws no noise, 1 is DDPM's posterior.
    public var eta: Double
    /// The standard deviation of the draws.
    public var noiseScale: Double

    /// The sampler; without arguments it is the web UI's.
    public init(eta: Double = 0, noiseScale: Double = 1) {
        self.eta = eta
        self.noiseScale = noiseScale
    }

    /// Walks from the first level to the last.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        try EulerAncestral(eta: eta, noiseScale: noiseScale)(
            x, along: sigmas, noise: noise, denoise: denoise
        ).preservingVariance(at: sigmas.values.last ?? 0)
    }
}

/// DDIM with the direction of the noise taken without guidance: Chung et al. 2024 (CFG++), algorithm
/// 2. Its guidance λ is in 0...1.
public struct DDIMCFGPlusPlus: Sampler {
    /// The sampler.
    public init() {}

    /// Walks from the first level to the last.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        try EulerCFGPlusPlus()(x, along: sigmas, noise: noise, denoise: denoise)
            .preservingVariance(at: sigmas.values.last ?? 0)
    }
}
