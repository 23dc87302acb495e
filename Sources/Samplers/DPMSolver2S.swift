/// DPM-Solver++(2S) with ancestral noise: "DPM++ 2S a" of Crowson's k-diffusion, after Lu et al.
/// 2022 (b), algorithm 1 with r = ½.
public struct DPMSolver2SAncestral: Sampler {
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
            let step = process.ancestral(from: sigma, to: next, eta: eta)
            var denoised = try denoise(x, sigma)
            if let middle = process.middle(sigma, step.down) {
                let point = x.moved(toward: denoised, from: sigma, to: middle)
                denoised = try denoise(point, middle)
            }
            x = try x.moved(toward: denoised, from: sigma, to: step.down)
                .risen(by: step, noiseScale: noiseScale, noise: noise)
        }
        return x
    }
}
