/// Heun's method with one more look ahead and weights that shift with the noise level: "HeunPP2".
///
/// A step averages the slopes at its two ends and, while there is one, at the end of the step after
/// it. The later slopes' weights are their levels' shares of the first level, so that the walk
/// begins like a third slope's mean and ends like Euler's. It has no paper; what it is, the web UI
/// Forge's traces say.
public struct HeunPP2: Sampler {
    /// The sampler.
    public init() {}

    /// Walks from the first level to the last: three calls a step, in the last but one two, in the
    /// last one.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        let steps = sigmas.steps
        guard let first = sigmas.first else { return x }
        for (index, step) in steps.enumerated() {
            let ahead = steps[index...].dropFirst().prefix(2).map(\.next)
            let slope = x.slope(to: try denoise(x, step.sigma), at: step.sigma)
            let levels = [step.next] + ahead.dropLast()
            guard !ahead.isEmpty else { return x + slope * (step.next - step.sigma) }
            let share = 1 / (Double(levels.count + 1) * first)
            var (point, last, from) = (x, slope, step.sigma)
            var mean = slope * (1 - levels.reduce(0, +) * share)
            for level in levels {
                point = point + last * (level - from)
                last = point.slope(to: try denoise(point, level), at: level)
                mean = mean + last * (level * share)
                from = level
            }
            x = x + mean * (step.next - step.sigma)
        }
        return x
    }
}
