/// The SDE form of a multistep DPM-Solver++ that looks two steps back, on a Brownian path: "DPM++ 3M
/// SDE" of Crowson's k-diffusion.
///
/// The second difference enters by half of its Taylor weight, as in DPM-Solver++'s own program, so
/// that the order is 2 with a small error and not 3.
public struct DPMSolver3MSDE: Sampler {
    /// How much of the SDE's noise is added: 0 is the plain ODE.
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

    /// Walks from the first level to the last. The first steps are of first and second order, a
    /// step to 0 of the first.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var past = History<(denoised: X, h: Double)>(limit: 2)
        for (sigma, next) in sigmas.steps {
            let denoised = try denoise(x, sigma)
            let step = LogStep(from: sigma, to: next, eta: eta, process: process)
            guard next > 0 else { return denoised }
            x = x * step.kept + denoised * step.first
            if let last = past.values.first {
                let ratio = last.h / step.h
                var slope = (denoised - last.denoised) * (1 / ratio)
                if past.count > 1 {
                    let older = past.values[1]
                    let oldRatio = older.h / step.h
                    let bend = slope - (last.denoised - older.denoised) * (1 / oldRatio)
                    slope = slope + bend * (1 / (1 + oldRatio / ratio))
                    x = x - bend * (step.third / (ratio + oldRatio))
                }
                x = x + slope * step.second
            }
            if step.added > 0 {
                x = x + (try noise.between(sigma, next)) * (step.added * noiseScale)
            }
            past.add((denoised, step.h))
        }
        return x
    }
}
