/// The extended reverse-time SDE's solver of order 3: Cui et al. 2023, "Elucidating the Solution
/// Space of Extended Reverse-Time SDE for Diffusion Models", ER-SDE-Solver-3, with the noise scale
/// `φ(λ) = λ·ψ(λ)`, `ψ(λ) = e^(λ^0.3) + 10`, of its ER-SDE 5. λ is the ratio of noise to signal.
public struct ERSDE: Sampler {
    /// The highest order of a step, 1...3.
    public var order: Int
    /// The standard deviation of the draws; 0 draws none.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler.
    public init(order: Int = 3, noiseScale: Double = 1, process: NoiseProcess = .diffusion) {
        self.order = min(max(order, 1), 3)
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks from the first level to the last; the first steps and a step to 0 are of lower order.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var denoisedImages = History<(value: X, ratio: Double)>(limit: 3)
        var slope: X?
        for (sigma, next) in sigmas.steps {
            let denoised = try denoise(x, sigma)
            guard next > 0 else { return denoised }
            let step = ERSDEStep(from: process.ratio(sigma), to: process.ratio(next))
            denoisedImages.add((denoised, step.high))
            let (past, signal) = (denoisedImages.values, process.signal(next))
            x = x * (next / sigma * step.damping) + denoised * (signal * step.first)
            if order > 1, past.count > 1 {
                let newest = (denoised - past[1].value) * (1 / (step.high - past[1].ratio))
                x = x + newest * (signal * step.second)
                if order > 2, past.count > 2, let last = slope {
                    let bend = (newest - last) * (2 / (step.high - past[2].ratio))
                    x = x + bend * (signal * step.third)
                }
                slope = newest
            }
            if noiseScale > 0 { x = x + (try noise.draw()) * (next * step.added * noiseScale) }
        }
        return x
    }
}

/// The weights of a step: the denoised image's Taylor terms in λ, integrated against the SDE.
private struct ERSDEStep {
    let high: Double
    let low: Double

    init(from high: Double, to low: Double) { (self.high, self.low) = (high, low) }

    private static func psi(_ ratio: Double) -> Double { ratio.raised(to: 0.3).exponential + 10 }

    /// `ψ(λ_t)/ψ(λ_s)`: 1 for the ODE; none is left of pure noise.
    var damping: Double { Self.psi(low) / Self.psi(high) }

    var first: Double { 1 - low / high * damping }

    var second: Double {
        low - high + low * Self.psi(low) * integral { 1 / Self.psi($0) }
    }

    var third: Double {
        (low - high) * (low - high) / 2
            + low * Self.psi(low) * integral { ($0 - high) / Self.psi($0) }
    }

    /// The deviation of the added noise in units of the level.
    var added: Double { (1 - damping * damping).squareRoot() }

    /// `∫ f(λ)/λ dλ` over the step, in the logarithm, where it is smooth.
    private func integral(_ function: (Double) -> Double) -> Double {
        Quadrature.integral(from: low.logarithm, to: high.logarithm, parts: 64) {
            function($0.exponential)
        }
    }
}
