/// SDE-DPM-Solver++(2S) on a Brownian path: "DPM++ SDE" of Crowson's k-diffusion, after Lu et al.
/// 2022 (b), algorithm 1 with r = ½.
public struct DPMSolverSDE: Sampler {
    /// How much of the posterior's noise is added: 0 is the plain ODE.
    public var eta: Double
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the web UI's.
    public init(eta: Double = 1, noiseScale: Double = 1, process: NoiseProcess = .diffusion) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks from the first level to the last, with two calls a step; a step to 0 and one from pure
    /// noise have one.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            var denoised = try denoise(x, sigma)
            if let middle = process.middle(sigma, next) {
                let point = try part(of: x, toward: denoised, from: sigma, to: middle, noise)
                denoised = try denoise(point, middle)
            }
            x = try part(of: x, toward: denoised, from: sigma, to: next, noise)
        }
        return x
    }

    /// An ancestral step in the frame where all processes are the same: x by its signal.
    private func part<X: Vector>(
        of x: X, toward denoised: X, from sigma: Double, to next: Double, _ noise: StepNoise<X>
    ) throws -> X {
        let (high, signal) = (process.ratio(sigma), process.signal(next))
        let step = NoiseProcess.diffusion.ancestral(from: high, to: process.ratio(next), eta: eta)
        let moved = x * (signal * step.down / sigma) + denoised * (signal * (1 - step.down / high))
        guard step.up > 0 else { return moved }
        // A diffusion's path is asked at the web UI's digits; the middle has been through them.
        let half = HalfStepLevels(from: sigma, to: next)
        let ends = process == .flow ? (sigma, next) : (half.start, half.end)
        return moved + (try noise.between(ends.0, ends.1)) * (signal * step.up * noiseScale)
    }
}
