/// Ancestral sampling with Euler steps: each step goes further down than asked, then adds fresh
/// noise up to the level asked for (Song et al. 2021, DDPM's posterior in the σ frame).
public struct EulerAncestral: Sampler {
    /// How much of the posterior's noise is added: 1 is DDPM's, 0 is the plain ODE.
    public var eta: Double
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale: Double

    /// The sampler; without arguments it is the web UI's "Euler a".
    public init(eta: Double = 1, noiseScale: Double = 1) {
        self.eta = eta
        self.noiseScale = noiseScale
    }

    /// Walks from the first level to the last; a step to 0 draws no noise.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: () throws -> X,
        denoise: (X, _ sigma: Double) throws -> X
    ) rethrows -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let denoised = try denoise(x, sigma)
            let (down, up) = split(from: sigma, to: next)
            x = x + (x - denoised) * ((down - sigma) / sigma)
            if up > 0 { x = x + (try noise()) * (up * noiseScale) }
        }
        return x
    }

    /// The level to step down to and the noise to add there, with `down² + up² = next²`.
    func split(from sigma: Double, to next: Double) -> (down: Double, up: Double) {
        let posterior = next * (1 - (next / sigma) * (next / sigma)).squareRoot()
        let up = min(next, eta * posterior)
        return ((next * next - up * up).squareRoot(), up)
    }
}
