/// iPNDM with weights for steps as they are: "IPNDM_V".
///
/// The slopes' divided differences are integrated over the step as by Adams and Bashforth, but for
/// what the programs in use compute: the third one's factor is `(1 − a·b)/2` in place of `(1 − a)·b/2`,
/// and the oldest slope's weight has `h₁/h₂` where `h₂/h₃` belongs. For steps of equal ratio the second
/// makes no difference, for equal steps neither does.
public struct IPNDMV: Sampler {
    /// The sampler.
    public init() {}

    /// Walks from the first level to the last.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var (slopes, levels) = (History<X>(limit: 4), History<Double>(limit: 4))
        for (sigma, next) in sigmas.steps {
            slopes.add(x.slope(to: try denoise(x, sigma), at: sigma))
            levels.add(sigma)
            let points = [next] + levels.values
            let steps = zip(points, points.dropFirst()).map { $0 - $1 }
            x = x.adding(slopes.values, times: Self.weights(steps).map { $0 * steps[0] })
        }
        return x
    }

    /// The weights of the slopes, newest first.
    ///
    /// - Parameter h: the step to come and the ones before it, newest first; one to four.
    static func weights(_ h: [Double]) -> [Double] {
        guard h.count > 1 else { return [1] }
        let ratio = h[0] / h[1]
        var weights = [(2 + ratio) / 2, -ratio / 2]
        guard h.count > 2 else { return weights }
        let two = h[0] + h[1]
        let (a, b) = (h[0] / (3 * two), h[0] * two / (h[1] * (h[1] + h[2])))
        let past = h[1] / h[2]
        let third = (1 - a * b) / 2
        weights[0] += third
        weights[1] -= (1 + past) * third
        weights.append(third * past)
        guard h.count > 3 else { return weights }
        let three = two + h[2]
        let fourth =
            ((1 - a) / 2 + (1 - h[0] / (2 * two)) * h[0] / (6 * three))
            * (h[0] * two * three / (h[1] * (h[1] + h[2]) * (h[1] + h[2] + h[3])))
        let older = h[1] * (h[1] + h[2]) / (h[2] * (h[2] + h[3]))
        weights[0] += fourth
        weights[1] -= (1 + past + older) * fourth
        weights[2] += (past + older * (1 + h[2] / h[3])) * fourth
        weights.append(-fourth * older * past)
        return weights
    }
}
