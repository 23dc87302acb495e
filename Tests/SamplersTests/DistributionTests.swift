import Foundation
import Testing

@testable import Samplers

/// Noise of 10⁴ paths at once: fresh draws, and increments of one Brownian motion for each path.
private final class Paths {
    static let count = 10_000

    private var source: PhiloxGenerator
    /// The last increment: from where, to where, and its value.
    private var last: (from: Double, to: Double, value: Values)?

    init(seed: UInt64) { source = PhiloxGenerator(seed: seed) }

    func draw() -> Values { Values(source.normal(count: Self.count).map(Double.init)) }

    /// A longer increment from the same level goes on where the shorter one ended.
    private func between(_ sigma: Double, _ next: Double) -> Values {
        var value = draw()
        if let last, last.from == sigma, last.to > next {
            value = last.value + value * (last.to - next).squareRoot()
        } else {
            value = value * (sigma - next).squareRoot()
        }
        last = (sigma, next, value)
        return value * (1 / (sigma - next).squareRoot())
    }

    var noise: StepNoise<Values> { StepNoise(draw: draw, between: between) }
}

@Suite struct DistributionTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let sampler: @Sendable (NoiseProcess) -> any Sampler

        var testDescription: String { name }
    }

    static let stretch = Restart.Segment(low: 0.3, high: 2, steps: 12, times: 2)

    static let ancestral = [
        Case(name: "Euler a") { EulerAncestral(process: $0) },
        Case(name: "Euler a CFG++") { EulerAncestralCFGPlusPlus(process: $0) },
        Case(name: "DPM2 a") { DPM2Ancestral(process: $0) },
        Case(name: "DPM++ 2S a") { DPMSolver2SAncestral(process: $0) },
        Case(name: "DPM++ SDE") { DPMSolverSDE(process: $0) },
        Case(name: "DPM++ 2M SDE") { DPMSolver2MSDE(process: $0) },
        Case(name: "DPM++ 2M SDE Heun") { DPMSolver2MSDE(.heun, process: $0) },
        Case(name: "DPM++ 3M SDE") { DPMSolver3MSDE(process: $0) },
    ]

    static let others = [
        Case(name: "Euler with churn") { Euler(churn: Churn(2), process: $0) },
        Case(name: "Heun with churn") { Heun(churn: Churn(8), process: $0) },
        Case(name: "DPM2 with churn") { DPM2(churn: Churn(8), process: $0) },
        Case(name: "Restart") { Restart(segments: [stretch], process: $0) },
        Case(name: "ER SDE") { ERSDE(process: $0) },
        Case(name: "DPM fast") { DPMSolverFast(process: $0) },
        Case(name: "DPM++ 2M SDE, half the noise") { DPMSolver2MSDE(eta: 0.5, process: $0) },
        Case(name: "Euler a, half the noise") { EulerAncestral(eta: 0.5, process: $0) },
    ]

    private static let steps = 56

    /// From ratio 10 to 1; a flow from pure noise.
    private static func levels(_ process: NoiseProcess) -> [Double] {
        let levels = (0...steps).map {
            process.level(ratio: 10 * pow(0.1, Double($0) / Double(steps)))
        }
        return process == .flow ? [1] + levels : levels
    }

    /// Whether mean and variance are those of a normal distribution, by four standard deviations.
    private func check(_ values: Values, mean: Double, variance: Double) {
        let count = Double(values.list.count)
        let meanDifference = abs(values.mean - mean)
        let varianceDifference = abs(values.variance - variance)
        #expect(meanDifference < 4 * (variance / count).squareRoot())
        #expect(varianceDifference < 4 * variance * (2 / count).squareRoot())
    }

    @Test(arguments: ancestral + others, [NoiseProcess.diffusion, .flow])
    func `paths end in the data's distribution with the noise that is left`(
        _ each: Case, _ process: NoiseProcess
    ) throws {
        let problem = GaussianProblem(process: process, mean: 0.7)
        let levels = Self.levels(process)
        let paths = Paths(seed: 1)
        let (first, last) = (levels[0], levels[levels.count - 1])
        let start = paths.draw() * problem.variance(first).squareRoot()
        let mean = Values(repeating: 0.7 * process.signal(first), count: Paths.count)
        let sampler = each.sampler(process)
        let reached = try sampler(
            start + mean, along: Sigmas(levels), noise: paths.noise, denoise: problem.denoise)
        check(reached, mean: 0.7 * process.signal(last), variance: problem.variance(last))
    }

    /// With η = 1 the diffusion's are the reverse of the noising: x at σ = 1 given that x at σ = 10
    /// is 10 has variances 2 and 101, and covariance 2.
    @Test(arguments: ancestral)
    func `ancestral paths end in the posterior's distribution`(_ each: Case) throws {
        let paths = Paths(seed: 2)
        let sampler = each.sampler(.diffusion)
        let reached = try sampler(
            Values(repeating: 10, count: Paths.count),
            along: Sigmas(Self.levels(.diffusion)), noise: paths.noise,
            denoise: GaussianProblem.diffusion.denoise)
        check(reached, mean: 10 * 2 / 101.0, variance: 2 - 4 / 101.0)
    }

    @Test func `DDIM with all of its noise is DDPM`() throws {
        let paths = [Paths(seed: 3), Paths(seed: 3)]
        let levels = Sigmas(Self.levels(.diffusion))
        let start = Values(repeating: 10, count: Paths.count)
        let implicit = try DDIM(eta: 1)(
            start, along: levels, noise: paths[0].noise, denoise: GaussianProblem.diffusion.denoise)
        let probabilistic = try EulerAncestral()(
            start, along: levels, noise: paths[1].noise, denoise: GaussianProblem.diffusion.denoise)
        #expect((implicit * 2.0.squareRoot()).distance(to: probabilistic) < 1e-12)
    }

    /// A consistency model's image at any level is the data's.
    @Test func `consistency paths keep the data's distribution`() throws {
        let paths = Paths(seed: 4)
        let reached = try LCM()(
            paths.draw() * 10, along: Sigmas([10, 4, 1, 0.5]), noise: paths.noise,
            denoise: Denoise { x, sigma in x * (1 / (1 + sigma * sigma).squareRoot()) })
        check(reached, mean: 0, variance: 1.25)
    }

    @Test(arguments: [NoiseProcess.diffusion, .flow])
    func `DPM adaptive's paths end in the data's distribution`(_ process: NoiseProcess) throws {
        let problem = GaussianProblem(process: process)
        let (start, end) = (process.level(ratio: 10), process.level(ratio: 0.5))
        var control = AdaptiveControl()
        control.tolerance = Tolerance(absolute: 0.002, relative: 0.002)
        let sampler = DPMSolverAdaptive(control: control, process: process)
        let paths = Paths(seed: 5)
        let reached = try sampler(
            paths.draw() * problem.variance(start).squareRoot(), along: Sigmas([start, end]),
            noise: paths.noise, denoise: problem.denoise)
        check(reached, mean: 0, variance: problem.variance(end))
    }

    @Test func `an ancestral step's parts add up to the level asked for`() {
        for eta in [0, 0.5, 1, 1.5] {
            let step = NoiseProcess.diffusion.ancestral(from: 4, to: 2.5, eta: eta)
            #expect(abs(step.down * step.down + step.up * step.up - 6.25) < 1e-14)
            let flow = NoiseProcess.flow.ancestral(from: 0.8, to: 0.5, eta: eta)
            let signal = flow.scale * (1 - flow.down)
            let variance = flow.scale * flow.scale * flow.down * flow.down + flow.up * flow.up
            #expect(abs(signal - 0.5) < 1e-14)
            #expect(abs(variance - 0.25) < 1e-14)
        }
        // √(2.5²·(4² − 2.5²)/4²)
        let up = NoiseProcess.diffusion.ancestral(from: 4, to: 2.5, eta: 1).up
        #expect(abs(up - 1.9515618744994994) < 1e-15)
    }
}
