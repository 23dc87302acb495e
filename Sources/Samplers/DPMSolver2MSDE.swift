/// SDE-DPM-Solver++(2M), Lu et al. 2022 (b), appendix, on a Brownian path.
public struct DPMSolver2MSDE: Sampler {
    /// How the denoised image's slope enters.
    public enum Variant: Sendable, Hashable {
        /// By half the denoised image's weight: the paper's.
        case midpoint
        /// By the exact integral of a linear denoised image.
        case heun
    }

    /// How the denoised image's slope enters.
    public var variant: Variant
    /// How much of the SDE's noise is added: 0 is the plain ODE.
    public var eta: Double
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the web UI's "DPM++ 2M SDE".
    public init(
        _ variant: Variant = .midpoint, eta: Double = 1, noiseScale: Double = 1,
        process: NoiseProcess = .diffusion
    ) {
        self.variant = variant
        self.eta = eta
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks from the first level to the last; a step to 0 is of first order and draws no noise.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var last: (denoised: X, h: Double)?
        for (sigma, next) in sigmas.steps {
            let denoised = try denoise(x, sigma)
            let step = LogStep(from: sigma, to: next, eta: eta, process: process)
            guard next > 0 else { return denoised }
            x = x * step.kept + denoised * step.first
            if let last {
                let weight = variant == .midpoint ? step.first / 2 : step.second
                x = x + (denoised - last.denoised) * (weight * step.h / last.h)
            }
            if step.added > 0 {
                x = x + (try noise.between(sigma, next)) * (step.added * noiseScale)
            }
            last = (denoised, step.h)
        }
        return x
    }
}
