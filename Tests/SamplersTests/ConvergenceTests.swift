import Foundation
import Testing

@testable import Samplers

/// The Gaussian problem: for data from N(m, s²) the perfect denoiser is known, and so is the ODE's
/// solution, which keeps the distance from the mean by its deviation constant.
struct GaussianProblem: CustomTestStringConvertible {
    let process: NoiseProcess
    var mean = 0.0
    var deviation = 1.0

    static let diffusion = GaussianProblem(process: .diffusion)
    /// A deviation of 1 would make its ODE symmetric, where errors cancel.
    static let flow = GaussianProblem(process: .flow, deviation: 0.5)

    var testDescription: String { "\(process)" }

    /// The variance of `x` at a level.
    func variance(_ sigma: Double) -> Double {
        let signal = process.signal(sigma) * deviation
        return signal * signal + sigma * sigma
    }

    func denoised(_ x: Values, _ sigma: Double) -> Values {
        let signal = process.signal(sigma)
        let share = signal * deviation * deviation / variance(sigma)
        return x * share + Values(repeating: mean * (1 - signal * share), count: x.list.count)
    }

    var denoise: Denoise<Values> { Denoise(denoised) }

    /// Levels even in the logarithm of noise to signal, from 10 to a twentieth; `grading` makes the
    /// first steps smaller, so that multistep methods' first orders do not count.
    func levels(_ steps: Int, grading: Double = 1) -> Sigmas {
        Sigmas(
            (0...steps).map { step in
                let share = pow(Double(step) / Double(steps), grading)
                return process.level(ratio: 10 * pow(0.05 / 10, share))
            })
    }

    /// How far a walk of the ODE ends from its solution.
    func error(
        _ sampler: any Sampler, steps: Int, grading: Double = 1, isPreserving: Bool = false
    ) throws -> Double {
        let levels = levels(steps, grading: grading)
        let silent = StepNoise<Values> {
            Issue.record("an ODE needs no noise")
            return Values([0])
        }
        let reached = try sampler(Values([1]), along: levels, noise: silent, denoise: denoise)
        let end = isPreserving ? 1 : variance(levels.values[steps])
        return abs(reached.list[0] - (end / variance(levels.values[0])).squareRoot())
    }
}

@Suite struct ConvergenceTests {
    /// What a sampler's error falls by when the steps double, in powers of two.
    struct Expected: CustomTestStringConvertible {
        let name: String
        let order: Double
        var grading = 1.0
        var steps = 64
        let sampler: @Sendable (NoiseProcess) -> any Sampler

        var testDescription: String { name }
    }

    static let firstOrder = [
        Expected(name: "Euler", order: 1) { Euler(process: $0) },
        Expected(name: "Euler a", order: 1) { EulerAncestral(eta: 0, process: $0) },
        Expected(name: "Heun CFG++", order: 2) { HeunCFGPlusPlus(process: $0) },
        Expected(name: "Euler CFG++", order: 1) { EulerCFGPlusPlus(process: $0) },
        Expected(name: "Euler a CFG++", order: 1) {
            EulerAncestralCFGPlusPlus(eta: 0, process: $0)
        },
        Expected(name: "Gradient Estimation", order: 1) { _ in GradientEstimation() },
        Expected(name: "HeunPP2", order: 1, steps: 256) { _ in HeunPP2() },
    ]

    static let secondOrder = [
        Expected(name: "Heun", order: 2) { Heun(process: $0) },
        Expected(name: "Restart", order: 2) { Restart(segments: [], process: $0) },
        Expected(name: "DPM2", order: 2) { DPM2(process: $0) },
        Expected(name: "DPM2 a", order: 2) { DPM2Ancestral(eta: 0, process: $0) },
        Expected(name: "DPM++ 2M", order: 2) { DPMSolver2M(process: $0) },
        Expected(name: "DPM++ 2M CFG++", order: 2) { DPMSolver2MCFGPlusPlus(process: $0) },
        Expected(name: "DPM++ 2S a", order: 2) { DPMSolver2SAncestral(eta: 0, process: $0) },
        Expected(name: "DPM++ SDE", order: 2) { DPMSolverSDE(eta: 0, process: $0) },
        Expected(name: "DPM++ 2M SDE", order: 2) { DPMSolver2MSDE(eta: 0, process: $0) },
        Expected(name: "DPM++ 2M SDE Heun", order: 2) {
            DPMSolver2MSDE(.heun, eta: 0, process: $0)
        },
        Expected(name: "DPM++ 3M SDE", order: 2) { DPMSolver3MSDE(eta: 0, process: $0) },
        Expected(name: "IPNDM", order: 2) { _ in IPNDM() },
        Expected(name: "IPNDM_V", order: 2, grading: 2) { _ in IPNDMV() },
    ]

    static let higherOrder = [
        Expected(name: "DEIS", order: 3, grading: 2) { _ in DEIS() },
        Expected(name: "LMS", order: 4, grading: 2, steps: 128) { _ in LinearMultistep() },
    ]

    @Test(
        arguments: firstOrder + secondOrder + higherOrder,
        [GaussianProblem.diffusion, .flow])
    func `twice the steps cut the error by two to the order`(
        _ expected: Expected, _ problem: GaussianProblem
    ) throws {
        let sampler = expected.sampler(problem.process)
        let errors = try [1, 2, 4].map {
            try problem.error(sampler, steps: $0 * expected.steps, grading: expected.grading)
        }
        for slope in zip(errors, errors.dropFirst()).map({ log2($0 / $1) }) {
            #expect(abs(slope - expected.order) < 0.15, "\(expected.name): \(slope)")
        }
    }

    /// UniPC's corrector raises its predictor's order by one.
    static let byTimesteps = [
        Expected(name: "DDIM", order: 1) { _ in DDIM() },
        Expected(name: "DDIM CFG++", order: 1) { _ in DDIMCFGPlusPlus() },
        Expected(name: "PLMS", order: 2) { _ in PLMS() },
        Expected(name: "UniPC, last step of first order", order: 2) { _ in
            uniPC(.bh1, lowerOrderFinal: true)
        },
        Expected(name: "UniPC bh1", order: 4, grading: 2) { _ in uniPC(.bh1) },
        Expected(name: "UniPC bh2", order: 4, grading: 2) { _ in uniPC(.bh2) },
        Expected(name: "UniPC vary_coeff", order: 4, grading: 2) { _ in uniPC(.varyCoeff) },
    ]

    private static func uniPC(
        _ variant: UniPCOptions.Variant, lowerOrderFinal: Bool = false
    ) -> UniPC {
        var options = UniPCOptions()
        options.variant = variant
        options.lowerOrderFinal = lowerOrderFinal
        return UniPC(options)
    }

    @Test(arguments: byTimesteps)
    func `so they do where the variance is preserved`(_ expected: Expected) throws {
        let errors = try [1, 2, 4].map {
            try GaussianProblem.diffusion.error(
                expected.sampler(.diffusion), steps: $0 * expected.steps,
                grading: expected.grading, isPreserving: true)
        }
        for slope in zip(errors, errors.dropFirst()).map({ log2($0 / $1) }) {
            #expect(abs(slope - expected.order) < 0.15, "\(expected.name): \(slope)")
        }
    }

    /// Of 3·m − 1 calls all but the last two make steps of third order.
    @Test(arguments: [GaussianProblem.diffusion, .flow])
    func `DPM fast is of third order where its last step is of second`(
        _ problem: GaussianProblem
    ) throws {
        let sampler = DPMSolverFast(eta: 0, process: problem.process)
        let errors = try [24, 48, 96].map { try problem.error(sampler, steps: 3 * $0 - 1) }
        for slope in zip(errors, errors.dropFirst()).map({ log2($0 / $1) }) {
            #expect(abs(slope - 3) < 0.15, "\(slope)")
        }
    }

    @Test(arguments: [2, 3], [GaussianProblem.diffusion, .flow])
    func `DPM adaptive's error follows its tolerance`(
        _ order: Int, _ problem: GaussianProblem
    ) throws {
        var errors: [Double] = []
        for tolerance in [1e-2, 1e-4, 1e-6] {
            var control = AdaptiveControl()
            control.order = order
            control.tolerance = Tolerance(absolute: tolerance, relative: tolerance)
            let sampler = DPMSolverAdaptive(control: control, eta: 0, process: problem.process)
            errors.append(try problem.error(sampler, steps: 1))
            #expect(errors[errors.count - 1] < 10 * tolerance)
        }
        #expect(errors[1] < errors[0] / 5)
        #expect(errors[2] < errors[1] / 5)
    }

    /// Without its draws an SDE's walk is its mean, whose exact value is not known here: what is left
    /// between walks of more and more steps falls with the order. Its third stage makes the error
    /// smaller and not of higher order, since its slopes are those of steps' middles.
    @Test(arguments: [1, 2, 3], [GaussianProblem.diffusion, .flow])
    func `the mean of ER-SDE's paths converges`(
        _ order: Int, _ problem: GaussianProblem
    ) throws {
        let sampler = ERSDE(order: order, noiseScale: 0, process: problem.process)
        let ends = try [128, 256, 512, 1024].map { steps in
            try sampler(
                Values([1]), along: problem.levels(steps, grading: 2),
                noise: StepNoise { Values([0]) },
                denoise: problem.denoise
            ).list[0]
        }
        let changes = zip(ends, ends.dropFirst()).map { abs($0 - $1) }
        for slope in zip(changes, changes.dropFirst()).map({ log2($0 / $1) }) {
            #expect(abs(slope - Double(min(order, 2))) < 0.15, "\(slope)")
        }
    }
}
