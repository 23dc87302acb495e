/// The diffusion exponential integrator sampler of order 3: Zhang & Chen 2023, "tAB-DEIS",
/// equations 14 and 15. The slopes' polynomial in the time of a variance-preserving process is integrated over σ.
public struct DEIS: Sampler {
    /// How many slopes a step takes, 1...3.
    public var order: Int

    /// The sampler; without arguments it is the web UI's.
    public init(order: Int = 3) { self.order = min(max(order, 1), 3) }

    /// Walks from the first level to the last; the first steps take what slopes there are, a step
    /// to 0 takes one.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var (slopes, times) = (History<X>(limit: order), History<Double>(limit: order))
        for (sigma, next) in sigmas.steps {
            slopes.add(x.slope(to: try denoise(x, sigma), at: sigma))
            times.add(Self.clock.time(sigma))
            let isPlain = next == 0 || slopes.count == 1
            let weights =
                isPlain ? [next - sigma] : Self.weights(of: times.values, to: Self.clock.time(next))
            x = x.adding(slopes.values, times: weights)
        }
        return x
    }

    /// The integrals of the nodes' polynomials from the newest time to the next one.
    ///
    /// The programs in use sum over `n` = 10⁴ points from end to end, times the `n`th of the length:
    /// of the trapezoid rule that is `(n − 1)/n`, and the mean of the ends is left over. The
    /// difference, about 10⁻⁴ of a weight, is part of the pictures that those make.
    static func weights(of times: [Double], to next: Double) -> [Double] {
        guard let start = times.first else { return [] }
        let points = 10_000.0
        return times.indices.map { index in
            func integrand(_ time: Double) -> Double {
                clock.slope(time) * Lagrange.basis(index, of: times, at: time)
            }
            let integral = Quadrature.integral(from: start, to: next, parts: 32, of: integrand)
            let ends = (integrand(start) + integrand(next)) / 2 * (next - start)
            return integral * (points - 1) / points + ends / points
        }
    }

    /// The process whose σ goes from .002 at time 10⁻³ to 80 at time 1.
    static let clock = VariancePreservingClock(low: 0.002, high: 80, start: 1e-3)
}

/// The time of a variance-preserving process with a rate β that rises evenly, by its noise level:
/// `σ(t) = √(e^(½·β_d·t² + β_min·t) − 1)` (Song et al. 2021, in the frame of Karras et al. 2022, table
/// 1).
struct VariancePreservingClock {
    private let growth: Double
    private let least: Double

    /// The process that has σ `low` at time `start` and `high` at time 1.
    init(low: Double, high: Double, start: Double) {
        let (first, last) = ((low * low + 1).logarithm, (high * high + 1).logarithm)
        growth = 2 * (first / start - last) / (start - 1)
        least = last - growth / 2
    }

    /// The time of a level.
    func time(_ sigma: Double) -> Double {
        let exponent = (sigma * sigma + 1).logarithm
        return ((least * least + 2 * growth * exponent).squareRoot() - least) / growth
    }

    /// `dσ/dt` at a time.
    func slope(_ time: Double) -> Double {
        let variance = (growth * time * time / 2 + least * time).exponentialMinusOne
        return (growth * time + least) * (variance + 1) / (2 * variance.squareRoot())
    }
}
