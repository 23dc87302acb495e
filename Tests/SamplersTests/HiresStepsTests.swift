import Testing

@testable import Samplers

@Suite struct HiresStepsTests {
    @Test(
        arguments: [
            (20, 0.7, 28, 8), (20, 0.5, 40, 20), (30, 0.3, 100, 70), (10, 0.25, 40, 30),
            (15, 1.0, 15, 0), (20, 0.75, 26, 6), (8, 0.35, 22, 14),
        ])
    func `the schedule's length is the web UI's`(
        _ steps: Int, _ strength: Double, _ length: Int, _ skipped: Int
    ) {
        let hires = HiresSteps(steps: steps, denoisingStrength: strength)
        #expect(hires.steps == steps)
        #expect(hires.scheduleSteps == length)
        #expect(hires.skipped == skipped)
    }

    @Test func `the tail is the web UI's`() throws {
        let recorded = try #require(
            try ForgeTraces.load().schedules.first { $0.id == "hr-latent" && $0.steps == 10 })
        let sigmas = HiresSteps(steps: 6, denoisingStrength: 0.6)
            .tail(of: .uniform)
        #expect(sigmas.stepCount == 6)
        #expect(Values(sigmas.values).distance(to: Values(Array(recorded.sigmas[4...]))) < 1e-7)
    }

    @Test(arguments: ScheduleKind.all)
    func `no strength runs no steps`(_ kind: ScheduleKind) {
        for strength in [0, -1, Double.nan] {
            let hires = HiresSteps(steps: 20, denoisingStrength: strength)
            #expect((hires.steps, hires.scheduleSteps) == (0, 0))
            #expect(hires.tail(of: kind).stepCount == 0)
        }
    }

    @Test(arguments: ScheduleKind.all)
    func `a tiny strength has an end`(_ kind: ScheduleKind) {
        let hires = HiresSteps(steps: 4, denoisingStrength: 1e-300)
        #expect(hires.scheduleSteps == 4000)
        #expect(hires.tail(of: kind).stepCount == 4)
    }

    @Test func `a tail is never longer than its schedule`() {
        let sigmas = Sigmas([3, 2, 1, 0])
        #expect(sigmas.tail(steps: 2) == Sigmas([2, 1, 0]))
        #expect(sigmas.tail(steps: 3) == sigmas)
        #expect(sigmas.tail(steps: 9) == sigmas)
        #expect(sigmas.tail(steps: 0).stepCount == 0)
    }
}

extension HiresSteps {
    /// The noise levels that a second pass of Stable Diffusion runs.
    fileprivate func tail(of schedule: ScheduleKind) -> Sigmas {
        schedule.sigmas(steps: scheduleSteps, table: .stableDiffusion).tail(steps: steps)
    }
}
