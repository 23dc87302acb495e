/// A step that goes further down than asked and comes up again on fresh noise.
struct AncestralStep: Equatable {
    /// The level to step down to.
    let down: Double
    /// What the image is multiplied by there; 1 unless the process is a flow.
    let scale: Double
    /// The deviation of the noise that is added then.
    let up: Double
}

extension NoiseProcess {
    /// The share of the image at a level: `x = signal·x₀ + σ·n`.
    func signal(_ sigma: Double) -> Double { self == .flow ? 1 - sigma : 1 }

    /// Noise to signal, the level in the frame of Karras et al. 2022; infinite where a flow is
    /// nothing but noise.
    func ratio(_ sigma: Double) -> Double { sigma / signal(sigma) }

    /// The level of a ratio of noise to signal.
    func level(ratio: Double) -> Double {
        guard self == .flow else { return ratio }
        return ratio.isInfinite ? 1 : ratio / (1 + ratio)
    }

    /// The step in the logarithm of signal to noise, λ; infinite from nothing but noise and to 0.
    func logStep(from sigma: Double, to next: Double) -> Double {
        (ratio(sigma) / ratio(next)).logarithm
    }

    /// The level in the middle of a step's logarithm of signal to noise, in the web UI's digits;
    /// `nil` where the step is infinite.
    func middle(_ sigma: Double, _ next: Double) -> Double? {
        let middle = HalfStepLevels(from: ratio(sigma), to: ratio(next)).middle
        return middle > 0 && middle.isFinite ? level(ratio: middle) : nil
    }

    /// What takes an image from a level up to a higher one: a factor, and noise of a deviation.
    func rise(from sigma: Double, to raised: Double) -> (scale: Double, added: Double) {
        let scale = sigma == raised ? 1 : signal(raised) / signal(sigma)
        let kept = scale * sigma
        return (scale, max(raised * raised - kept * kept, 0).squareRoot())
    }

    /// The parts of an ancestral step.
    ///
    /// A diffusion's is the posterior of Song et al. 2021 (DDIM, equation 16) in the frame of σ:
    /// `up = η·√(next²·(σ² − next²)/σ²)`, at most `next`, and `down² + up² = next²`. A flow goes down
    /// to `next·(1 + η·(next/σ − 1))` and comes up by what its process takes.
    func ancestral(from sigma: Double, to next: Double, eta: Double) -> AncestralStep {
        if self == .flow {
            let down = max(next * (1 + eta * (next / sigma - 1)), 0)
            let (scale, up) = rise(from: down, to: next)
            return AncestralStep(down: down, scale: scale, up: up)
        }
        let posterior = next * (1 - (next / sigma) * (next / sigma)).squareRoot()
        let up = min(next, eta * posterior)
        return AncestralStep(down: (next * next - up * up).squareRoot(), scale: 1, up: up)
    }
}
