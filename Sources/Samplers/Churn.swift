/// Noise that is put back before a step: Karras et al. 2022, algorithm 2, lines 4 to 6.
public struct Churn: Sendable, Hashable {
    /// `S_churn`: how much over the whole walk; 0 integrates the ODE.
    public var amount: Double
    /// `S_tmin` and `S_tmax`: the levels at which noise is put back.
    public var range: ClosedRange<Double>
    /// `S_noise`: the standard deviation of that noise.
    public var noiseScale: Double

    /// Churn; without arguments there is none.
    public init(
        _ amount: Double = 0, range: ClosedRange<Double> = 0...(.infinity), noiseScale: Double = 1
    ) {
        self.amount = amount
        self.range = range
        self.noiseScale = noiseScale
    }

    /// The image at the level that the step starts from.
    ///
    /// Outside its range it draws too, without use: the web UI's generators move on at every step.
    func raise<X: Vector>(
        _ x: X, at sigma: Double, steps: Int, process: NoiseProcess, noise: StepNoise<X>
    ) throws -> (x: X, sigma: Double) {
        guard amount > 0 else { return (x, sigma) }
        let drawn = try noise.draw()
        guard range.contains(sigma) else { return (x, sigma) }
        let gamma = min(amount / Double(max(steps, 1)), 2.0.squareRoot() - 1)
        let raised = process == .flow ? min(sigma * (1 + gamma), 1) : sigma * (1 + gamma)
        let (scale, added) = process.rise(from: sigma, to: raised)
        return (x * scale + drawn * (added * noiseScale), raised)
    }
}
