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

    @Test func `a walk is cut at either end`() {
        let sigmas = Sigmas([3, 2, 1, 0])
        #expect(sigmas.dropping(steps: 1) == Sigmas([2, 1, 0]))
        #expect(sigmas.dropping(steps: -1) == sigmas)
        #expect(sigmas.dropping(steps: 9).stepCount == 0)
        #expect(sigmas.droppingPenultimate == Sigmas([3, 2, 0]))
        #expect(Sigmas([0]).droppingPenultimate == Sigmas([0]))
        #expect(sigmas.positiveRange == 1...3)
        #expect(Sigmas([0]).positiveRange == nil)
    }
}

@Suite struct ImageToImageStepsTests {
    @Test(
        arguments: [
            (20, 0.75, 16, 4), (20, 1.0, 20, 0), (8, 0.6, 5, 3), (20, 0.0, 1, 19), (1, 0.5, 1, 0),
            (50, 0.3, 16, 34), (20, -1, 1, 19), (20, .nan, 1, 19), (20, 7, 20, 0),
        ])
    func `a share of the steps is run, and one more`(
        _ asked: Int, _ strength: Double, _ steps: Int, _ skipped: Int
    ) {
        let img2img = ImageToImageSteps(steps: asked, denoisingStrength: strength)
        #expect((img2img.steps, img2img.skipped) == (steps, skipped))
        #expect(img2img.scheduleSteps == asked)
        #expect(img2img.encoded == steps - 1)
    }

    @Test(
        arguments: [
            (20, 0.7, 28, 8), (20, 0.5, 40, 20), (30, 0.3, 100, 70), (15, 1.0, 15, 0),
            (8, 0.35, 22, 14),
        ])
    func `exactly the steps are run of a longer schedule`(
        _ steps: Int, _ strength: Double, _ length: Int, _ skipped: Int
    ) {
        let img2img = ImageToImageSteps(steps: steps, denoisingStrength: strength, exact: true)
        #expect((img2img.steps, img2img.scheduleSteps) == (steps, length))
        #expect(img2img.skipped == skipped)
    }

    @Test func `exactly none are run of no strength or no steps`() {
        for img2img in [
            ImageToImageSteps(steps: 20, denoisingStrength: 0, exact: true),
            ImageToImageSteps(steps: 0, denoisingStrength: 0.5),
            ImageToImageSteps(steps: -1, denoisingStrength: 0.5),
        ] {
            #expect((img2img.steps, img2img.scheduleSteps, img2img.encoded) == (0, 0, 0))
        }
    }
}

@Suite struct TimestepScheduleTests {
    @Test func `a tail begins below its noise`() throws {
        let schedule = TimestepSchedule(steps: 20)
        #expect(schedule.values.first == 1 && schedule.values.last == 951)
        let encoded = ImageToImageSteps(steps: 20, denoisingStrength: 0.5).encoded
        let tail = try #require(schedule.tail(encoded: encoded))
        #expect(tail.start == 501)
        #expect(tail.schedule.values == Array(schedule.values.prefix(10)))
        let sigmas = tail.schedule.sigmas(table: .stableDiffusion)
        #expect(sigmas.stepCount == 9)
        #expect(sigmas.first == Double(NoiseTable.stableDiffusion.levels[451]))
        #expect(sigmas.values.last == Double(NoiseTable.stableDiffusion.levels[1]))
        #expect(schedule.sigmas(table: NoiseTable(betas: [0.1, 0.2])).values.count == 1)
    }

    @Test func `any number of steps stays in the table`() {
        for steps in [1, 3, 6, 20, 999, 1000, 1001, 5000] {
            let values = TimestepSchedule(steps: steps).values
            #expect(values.count >= min(steps, 1000))
            #expect(values.allSatisfy { (1...999).contains($0) })
        }
        for empty in [TimestepSchedule(steps: 0), .init(steps: -1), .init(steps: 5, of: 0)] {
            #expect(empty.values.isEmpty)
            #expect(empty.tail(encoded: 3) == nil)
        }
    }

    @Test func `a place beyond the ends is the end`() throws {
        let schedule = TimestepSchedule(steps: 4)
        #expect(try #require(schedule.tail(encoded: 99)).start == 751)
        #expect(try #require(schedule.tail(encoded: -1)).schedule.values.isEmpty)
    }
}

extension HiresSteps {
    /// The noise levels that a second pass of Stable Diffusion runs.
    fileprivate func tail(of schedule: ScheduleKind) -> Sigmas {
        schedule.sigmas(steps: scheduleSteps, table: .stableDiffusion).tail(steps: steps)
    }
}
