/// Euler's method with optional churn: Karras et al. 2022, algorithm 2 without its correction.
public struct Euler: Sampler {
    /// `S_churn`: noise put back over the whole walk; 0 integrates the ODE.
    public var churn: Double
    /// `S_tmin` and `S_tmax`: the levels at which noise is put back.
    public var churnRange: ClosedRange<Double>
    /// `S_noise`: the standard deviation of that noise.
    public var noiseScale: Double

    /// The sampler; without arguments it is the plain ODE's.
    public init(
        churn: Double = 0, churnRange: ClosedRange<Double> = 0...(.infinity), noiseScale: Double = 1
    ) {
        self.churn = churn
        self.churnRange = churnRange
        self.noiseScale = noiseScale
    }

    /// Walks from the first level to the last; noise is drawn only where churn is.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: () throws -> X,
        denoise: (X, _ sigma: Double) throws -> X
    ) rethrows -> X {
        let most = min(churn / Double(max(sigmas.stepCount, 1)), 2.0.squareRoot() - 1)
        var x = x
        for (sigma, next) in sigmas.steps {
            let gamma = churnRange.contains(sigma) ? most : 0
            let raised = sigma * (1 + gamma)
            if gamma > 0 {
                let added = (raised * raised - sigma * sigma).squareRoot()
                x = x + (try noise()) * (added * noiseScale)
            }
            let denoised = try denoise(x, raised)
            x = x + (x - denoised) * ((next - raised) / raised)
        }
        return x
    }
}
