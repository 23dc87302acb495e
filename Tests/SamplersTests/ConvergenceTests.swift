import Foundation
import Testing

@testable import Samplers

/// For data from N(0, 1) the perfect denoiser is `x / (1 + σ²)`, and the ODE's solution keeps
/// `x / √(1 + σ²)` constant.
@Suite struct ConvergenceTests {
    private static let (start, end) = (10.0, 0.1)

    private static func perfect(_ x: Values, _ sigma: Double) -> Values {
        x * (1 / (1 + sigma * sigma))
    }

    /// Levels evenly spaced in log σ.
    private static func levels(_ steps: Int) -> Sigmas {
        Sigmas((0...steps).map { start * pow(end / start, Double($0) / Double(steps)) })
    }

    private func error(_ sampler: any Sampler, steps: Int) -> Double {
        let x = Values([1])
        let reached = sampler(
            x, along: Self.levels(steps),
            noise: {
                Issue.record("an ODE needs no noise")
                return x
            }, denoise: Self.perfect)
        let exact = ((1 + Self.end * Self.end) / (1 + Self.start * Self.start)).squareRoot()
        return abs(reached.list[0] - exact)
    }

    @Test(
        arguments: [
            (Euler() as any Sampler, 1.0), (EulerAncestral(eta: 0) as any Sampler, 1.0),
            (DPMSolver2M() as any Sampler, 2.0),
        ])
    func `twice the steps cut the error by two to the order`(
        _ sampler: any Sampler, _ order: Double
    ) {
        for steps in [64, 128, 256, 512] {
            let slope = log2(error(sampler, steps: steps) / error(sampler, steps: 2 * steps))
            #expect(abs(slope - order) < 0.1, "\(sampler) at \(steps) steps: \(slope)")
        }
    }

    /// Walks 10⁴ paths from σ = 10 to σ = 1, where 80 steps are near the limit of many.
    private func walk(
        _ sampler: any Sampler, seed: UInt64, from first: (Values) -> Values
    ) -> Values {
        var source = MersenneTwisterGenerator(seed: seed)
        func draw() -> Values { Values(source.normal(count: 10_000).map(Double.init)) }
        let levels = Sigmas((0...80).map { pow(10, 1 - Double($0) / 80) })
        return sampler(first(draw()), along: levels, noise: draw, denoise: Self.perfect)
    }

    /// Whether mean and variance are those of a normal distribution, by four standard deviations.
    private func check(_ values: Values, mean: Double, variance: Double) {
        let count = Double(values.list.count)
        let meanDifference = abs(values.mean - mean)
        let varianceDifference = abs(values.variance - variance)
        #expect(meanDifference < 4 * (variance / count).squareRoot())
        #expect(varianceDifference < 4 * variance * (2 / count).squareRoot())
    }

    @Test func `ancestral paths end in the posterior's distribution`() {
        let reached = walk(EulerAncestral(), seed: 1) { Values($0.list.map { _ in 10 }) }
        // x at σ = 1 given that x at σ = 10 is 10: variances 2 and 101, covariance 2.
        check(reached, mean: 10 * 2 / 101, variance: 2 - 4 / 101)
    }

    @Test func `ancestral paths and churned ones keep the data's distribution`() {
        for sampler in [EulerAncestral(), Euler(churn: 2)] as [any Sampler] {
            let reached = walk(sampler, seed: 2) { $0 * 101.0.squareRoot() }
            check(reached, mean: 0, variance: 2)
        }
    }

    @Test func `an ancestral step's parts add up to the level asked for`() {
        for eta in [0, 0.5, 1, 1.5] {
            let (down, up) = EulerAncestral(eta: eta).split(from: 4, to: 2.5)
            #expect(abs(down * down + up * up - 6.25) < 1e-14)
        }
        // √(2.5²·(4² − 2.5²)/4²)
        #expect(abs(EulerAncestral().split(from: 4, to: 2.5).up - 1.9515618744994994) < 1e-15)
    }
}
