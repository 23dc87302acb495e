import Foundation
import Models
import Samplers
import Testing

@testable import Kiln

@Suite struct SidesTests {
    private func guidance(_ scale: Double = 7, _ change: (inout Guidance) -> Void = { _ in })
        -> Guidance
    {
        var guidance = Guidance(scale: scale)
        change(&guidance)
        return guidance
    }

    @Test func `scale 1 leaves the negative side out`() {
        #expect(
            guidance().sides(step: 3, of: 9, sigma: 5, call: 3) == [.conditional, .unconditional])
        #expect(guidance(1).sides(step: 3, of: 9, sigma: 5, call: 3) == .conditional)
        #expect(guidance(1 + 1e-12).sides(step: 3, of: 9, sigma: 5, call: 3) == .conditional)
        #expect(guidance(0).sides(step: 3, of: 9, sigma: 5, call: 3).contains(.unconditional))
    }

    @Test func `below its noise level NGMS leaves the negative side out of odd calls`() {
        let guided = guidance { $0.minimumSigma = 2 }
        let wanted = [(5.0, 0), (3, 1), (2, 3), (1.9, 4), (1, 5), (0.5, 6), (0.2, 7)].map {
            guided.sides(step: $1, of: 9, sigma: $0, call: $1).contains(.unconditional)
        }
        #expect(wanted == [true, true, true, true, false, true, false])
        let every = guidance {
            $0.minimumSigma = 2
            $0.skipsEveryStep = true
        }
        #expect(every.sides(step: 4, of: 9, sigma: 1, call: 4) == .conditional)
        #expect(every.sides(step: 4, of: 9, sigma: 2, call: 4).contains(.unconditional))
    }

    @Test func `an early part of the pass may go without the negative side`() {
        let guided = guidance { $0.skipEarly = 0.29 }
        func isGuided(_ step: Int) -> Bool {
            guided.sides(step: step, of: 100, sigma: 5, call: step).contains(.unconditional)
        }
        #expect(!isGuided(0) && !isGuided(28) && !isGuided(29) && isGuided(30) && isGuided(99))
        #expect(guidance().sides(step: 0, of: 9, sigma: 5, call: 0).contains(.unconditional))
    }

    @Test func `perturbed attention adds a side in its part of the pass`() {
        let guided = guidance(1) {
            $0.perturbedAttention = PerturbedAttention(steps: StepRange(start: 0.2, end: 0.6))
        }
        let wanted = (0..<10).filter {
            guided.sides(step: $0, of: 10, sigma: 5, call: $0) == [.conditional, .perturbed]
        }
        #expect(wanted == [2, 3, 4, 5])
        let off = guidance { $0.perturbedAttention = PerturbedAttention(scale: 0) }
        #expect(!off.sides(step: 3, of: 10, sigma: 5, call: 3).contains(.perturbed))
    }

    @Test func `a scale that a schedule brings to 1 needs no negative side`() {
        var mimic = MimicThresholding()
        mimic.scaleSchedule = ScaleSchedule(.linearDown, minimum: 1)
        let guided = guidance { $0.dynamicThresholding = .mimic(mimic) }
        #expect(guided.sides(step: 8, of: 9, sigma: 1, call: 8) == .conditional)
        #expect(guided.sides(step: 7, of: 9, sigma: 1, call: 7).contains(.unconditional))
    }

    @Test func `a batch computes what any of its images needs`() {
        func sides(_ scales: [Double], keeps: Bool = false) -> GuidanceSides {
            GuidanceState(
                guidance(), scales: scales, prediction: .epsilon, keepsUnconditional: keeps
            ).sides(step: 0, of: 9, sigma: 5)
        }
        #expect(sides([1, 1]) == .conditional)
        #expect(sides([1, 4]) == [.conditional, .unconditional])
        #expect(sides([1, 1], keeps: true) == [.conditional, .unconditional])
    }

    @Test func `a state counts its calls`() {
        let guided = guidance {
            $0.minimumSigma = 2
            $0.skipEarly = 0.1
        }
        let state = GuidanceState(guided, scales: [7], prediction: .epsilon)
        let wanted = (0..<4).map { step in
            state.sides(step: step, of: 9, sigma: 1).contains(.unconditional)
        }
        #expect(wanted == [false, false, true, false])
    }

    @Test func `the network is varied where an option says so`() {
        let guided = guidance {
            $0.freeU = FreeU()
            $0.freeUSteps = StepRange(start: 0.5)
            $0.perturbedAttention = PerturbedAttention(
                perturbation: .skipped, places: [.input(4)])
        }
        #expect(guided.variation(step: 0, of: 10, perturbed: false) == .none)
        #expect(
            guided.variation(step: 5, of: 10, perturbed: true)
                == UNetVariation(perturbation: .skipped, in: [.input(4)], freeU: FreeU()))
    }
}

@Suite struct ScaleScheduleTests {
    @Test func `scales change by the extension's shapes`() throws {
        let url = try #require(
            Bundle.module.url(
                forResource: "guidance-schedules", withExtension: "json", subdirectory: "Fixtures"))
        let table = try JSONDecoder().decode(
            [String: [Double]].self, from: Data(contentsOf: url))
        #expect(table.count == ScaleSchedule.Mode.allCases.count)
        for mode in ScaleSchedule.Mode.allCases {
            let expected = try #require(table[mode.rawValue])
            let schedule = ScaleSchedule(mode, minimum: 3, value: 2.5)
            for (step, scale) in expected.enumerated() {
                #expect(abs(schedule(12, step: step, of: 9) - scale) <= 1e-9, "\(mode) \(step)")
            }
        }
    }

    @Test(arguments: ScaleSchedule.Mode.allCases)
    func `a pass of one step has a scale`(mode: ScaleSchedule.Mode) {
        let scale = ScaleSchedule(mode, minimum: 3)(12, step: 0, of: 1)
        #expect((3...12).contains(scale))
    }
}

@Suite struct GuidanceRulesTests {
    @Test func `the defaults of everything can run together`() {
        var guidance = Guidance(scale: 7)
        guidance.dynamicThresholding = .mimic(MimicThresholding())
        guidance.perturbedAttention = PerturbedAttention(
            perturbation: .blurredQueries(sigma: .infinity))
        guidance.freeU = FreeU()
        #expect(guidance.problems().isEmpty)
        guidance.dynamicThresholding = .imagen(percentile: 0.995, bound: 1)
        guidance.projection = ProjectedGuidance()
        #expect(guidance.problems().isEmpty)
    }

    private static let wrong: [(String, @Sendable (inout Guidance) -> Void)] = [
        ("--cfg-scale", { $0.scale = .nan }), ("--cfg-scale", { $0.scale = 101 }),
        ("--s-min-uncond", { $0.minimumSigma = -1 }),
        ("--skip-early-cond", { $0.skipEarly = 1.5 }), ("--cfg-rescale", { $0.rescale = -0.1 }),
        (
            "--dynthres-mimic-scale",
            { $0.dynamicThresholding = .mimic(MimicThresholding(mimicScale: -1)) }
        ),
        (
            "--imagen-percentile",
            { $0.dynamicThresholding = .imagen(percentile: 99.5, bound: 1) }
        ),
        ("--imagen-bound", { $0.dynamicThresholding = .imagen(percentile: 0.9, bound: 0) }),
        ("--apg-momentum", { $0.projection = ProjectedGuidance(momentum: -1) }),
        ("--apg-norm", { $0.projection = ProjectedGuidance(threshold: -1) }),
        ("--apg-eta", { $0.projection = ProjectedGuidance(parallel: .infinity) }),
        (
            "--apg",
            {
                $0.projection = ProjectedGuidance()
                $0.dynamicThresholding = .mimic(MimicThresholding())
            }
        ),
        ("--pag-scale", { $0.perturbedAttention = PerturbedAttention(scale: -1) }),
        ("--pag-blocks", { $0.perturbedAttention = PerturbedAttention(places: []) }),
        (
            "--pag-blur",
            {
                $0.perturbedAttention = PerturbedAttention(
                    perturbation: .blurredQueries(sigma: -1))
            }
        ),
        (
            "--pag-end",
            {
                $0.perturbedAttention = PerturbedAttention(
                    steps: StepRange(start: 0.5, end: 0.4))
            }
        ),
        ("--freeu-s2", { $0.freeU = FreeU(s2: -0.1) }),
        ("--freeu-start", { $0.freeUSteps = StepRange(start: -1) }),
    ]

    @Test(arguments: wrong.indices)
    func `a value out of its range is named`(index: Int) {
        var guidance = Guidance(scale: 7)
        Self.wrong[index].1(&guidance)
        #expect(guidance.problems().map(\.option) == [Self.wrong[index].0])
    }

    @Test func `a rule says what would be right`() throws {
        var guidance = Guidance(scale: 7)
        guidance.rescale = 2
        let problem = try #require(guidance.problems().first)
        #expect(problem.value == "2.0")
        #expect(problem.rule == "it may be from 0.0 to 1.0")
    }
}
