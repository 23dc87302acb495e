/// The Beta distribution of two positive shapes, on 0...1.
struct BetaDistribution {
    let alpha: Double
    let beta: Double

    /// The point below which a share of the distribution lies.
    ///
    /// Newton's steps on the smaller of the two shares, kept in a bracket that halves where they
    /// leave it; relative precision about 10⁻¹².
    func quantile(_ share: Double) -> Double {
        guard share > 0 else { return 0 }
        guard share < 1 else { return 1 }
        var (low, high) = (0.0, 1.0)
        // Small points are all exponent: the leading term of the series is a better first guess.
        let logLeading = (share * alpha).logarithm + logNorm
        var x = min(max((logLeading / alpha).exponential, 1e-300), 0.5)
        for _ in 0..<200 {
            let (below, above) = shares(at: x)
            let error = share < 0.5 ? below - share : 1 - share - above
            if error > 0 { high = x } else { low = x }
            let step = error / density(x)
            var next = x - step
            if !(next > low && next < high) { next = low / 2 + high / 2 }
            if abs(next - x) <= 1e-15 * x { return next }
            x = next
        }
        return x
    }

    /// The shares of the distribution below and above a point in 0...1: the regularised incomplete
    /// beta function and its complement, the smaller one as precise as the larger.
    func shares(at x: Double) -> (below: Double, above: Double) {
        // The fraction converges on this side of the mean; the other side is its mirror.
        if x > (alpha + 1) / (alpha + beta + 2) {
            let above = mirror.front(1 - x)
            return (1 - above, above)
        }
        let below = front(x)
        return (below, 1 - below)
    }

    private var mirror: BetaDistribution { BetaDistribution(alpha: beta, beta: alpha) }

    private func front(_ x: Double) -> Double {
        let power = alpha * x.logarithm + beta * (-x).logarithmOfOnePlus - logNorm
        return power.exponential / alpha / fraction(x)
    }

    private func density(_ x: Double) -> Double {
        ((alpha - 1) * x.logarithm + (beta - 1) * (-x).logarithmOfOnePlus - logNorm).exponential
    }

    /// ln B(α, β).
    private var logNorm: Double {
        alpha.logGamma + beta.logGamma - (alpha + beta).logGamma
    }

    /// The continued fraction 26.5.8 of Abramowitz & Stegun by Lentz's method.
    private func fraction(_ x: Double) -> Double {
        var (value, c, d) = (1.0, 1.0, 0.0)
        for term in 1...2000 {
            let coefficient = coefficient(term, x)
            d = 1 / nonzero(1 + coefficient * d)
            c = nonzero(1 + coefficient / c)
            value *= c * d
            if abs(c * d - 1) < 1e-16 { break }
        }
        return value
    }

    private func coefficient(_ term: Int, _ x: Double) -> Double {
        let m = Double(term / 2)
        let even = alpha + 2 * m
        return term.isMultiple(of: 2)
            ? m * (beta - m) * x / ((even - 1) * even)
            : -(alpha + m) * (alpha + beta + m) * x / (even * (even + 1))
    }

    private func nonzero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
}
