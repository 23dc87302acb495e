/// A step in the logarithm of signal to noise by the reverse SDE with `η²` times its noise: the
/// weights that the multistep SDE forms of DPM-Solver++ share (Lu et al. 2022 (b), appendix).
struct LogStep {
    /// The step, `λ(next) − λ(σ)`.
    let h: Double
    /// `(1 + η)·h`: what the exponentials of the denoised image's weights go by.
    let stretched: Double
    /// The noisy image's weight.
    let kept: Double
    /// The share of the image at the next level.
    let signal: Double
    /// The deviation of the noise that is added.
    let added: Double

    init(from sigma: Double, to next: Double, eta: Double, process: NoiseProcess) {
        h = process.logStep(from: sigma, to: next)
        // Without noise an infinite step keeps its noise; 0·∞ would be none of the two.
        let damping = eta == 0 ? 0 : eta * h
        stretched = h + damping
        signal = process.signal(next)
        kept = next / sigma * (-damping).exponential
        added = next * (-(-2 * damping).exponentialMinusOne).squareRoot()
    }

    /// The denoised image's weight, `1 − e^(−(1 + η)·h)`.
    var first: Double { -signal * (-stretched).exponentialMinusOne }

    /// Its first difference's weight, exact for a denoised image that is linear in λ.
    var second: Double { signal + (-stretched).exponentialMinusOne * signal / stretched }

    /// Its second difference's weight.
    var third: Double { second / stretched - signal / 2 }
}
