import Testing

@testable import Samplers

@Suite struct SamplerLevelsTests {
    private static let table = NoiseTable.stableDiffusion

    private func levels(
        _ kind: SamplerKind, _ span: StepSpan, _ schedule: ScheduleKind = .automatic,
        options: SamplerOptions = SamplerOptions()
    ) -> [Double] {
        kind.levels(
            span, schedule: kind.schedule(for: schedule), table: Self.table, options: options
        ).values
    }

    @Test func `a first pass walks the web UI's levels`() throws {
        for walk in try ForgeWalk.load() {
            let kind = try SamplerKind(named: walk.sampler)
            let levels = levels(kind, .whole(walk.steps))
            #expect(levels.count == walk.levels.count, "\(walk.id)")
            for (level, recorded) in zip(levels, walk.levels) {
                #expect(abs(level - recorded) <= 1e-6 * recorded, "\(walk.id): \(recorded)")
            }
        }
    }

    @Test func `a second pass walks the tail`() {
        let steps = HiresSteps(steps: 20, denoisingStrength: 0.7)
        let whole = levels(.euler, .whole(28))
        #expect(levels(.euler, StepSpan(steps)) == Array(whole[8...]))
        #expect(levels(.dpmFast, StepSpan(steps)) == Array(whole[8...]))
        #expect(levels(.euler, .tail(20, of: 20)) == levels(.euler, .whole(20)))
    }

    @Test func `img2img walks a step more than its share`() {
        let steps = ImageToImageSteps(steps: 20, denoisingStrength: 0.5)
        let whole = levels(.euler, .whole(20))
        #expect(levels(.euler, StepSpan(steps)) == Array(whole[9...]))
    }

    @Test func `the last level but one is dropped of a longer schedule`() {
        let longer = ScheduleKind.karras.sigmas(steps: 13, table: Self.table).values
        let expected = Array(longer[..<12]) + [0]
        #expect(levels(.dpm2, .whole(12)) == expected)
        #expect(levels(.dpm2, .tail(5, of: 12)) == Array(expected[7...]))
        var options = SamplerOptions()
        options.discardsPenultimate = true
        #expect(levels(.euler, .whole(12), .karras, options: options) == expected)
    }

    @Test(arguments: [SamplerKind.ddim, .ddimCFGPlusPlus, .plms])
    func `timesteps are walked with one step less`(_ kind: SamplerKind) {
        func at(_ timesteps: [Int]) -> [Double] {
            timesteps.map { Self.table.sigma(at: Double($0)) }
        }
        let whole = levels(kind, .whole(20))
        #expect(whole.count == 20)
        #expect(zip(whole, at([951, 901])).allSatisfy { abs($0 / $1 - 1) < 1e-6 })
        // Every 35th of 1000, the 20 lowest: noise is put in at the twentieth.
        let tail = levels(kind, .tail(20, of: 28))
        #expect(tail.count == 20)
        #expect(zip(tail, at([666, 631])).allSatisfy { abs($0 / $1 - 1) < 1e-6 })
        #expect(tail.last == whole.last)
        #expect(levels(kind, .tail(1, of: 10)).count == 1)
    }

    @Test func `UniPC's levels are even in what is asked`() {
        var options = SamplerOptions()
        let lowest = Self.table.min
        for skip in UniPCOptions.SkipType.allCases {
            options.uniPC.skipType = skip
            for (span, count) in [(StepSpan.whole(10), 11), (.tail(10, of: 20), 10)] {
                let values = levels(.uniPC, span, options: options)
                #expect(values.count == count)
                #expect(abs(values[count - 1] / lowest - 1) < 1e-6)
                #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
                let first = span.isWhole ? 999.0 : 451
                #expect(abs(values[0] / Self.table.sigma(at: first) - 1) < 1e-6)
            }
        }
        options.uniPC.skipType = .timeQuadratic
        // Time is (√1000·¾ + √1·¼)² of a thousand after a quarter.
        let root = 1000.0.squareRoot() * 0.75 + 0.25
        let values = levels(.uniPC, .whole(4), options: options)
        #expect(abs(values[1] / Self.table.sigma(at: root * root - 1) - 1) < 1e-5)
    }

    @Test func `the consistency sampler knows fifty timesteps`() {
        var options = SamplerOptions()
        #expect(levels(.lcm, .whole(50)).dropLast().last == Self.table.sigma(at: 19))
        options.lcmTimesteps = 100
        #expect(
            levels(.lcm, .whole(50), options: options).dropLast().last == Self.table.sigma(at: 9))
        for odd in [0, -5, 5000] {
            options.lcmTimesteps = odd
            #expect(levels(.lcm, .whole(4), options: options).count == 5)
        }
    }

    @Test func `DPM fast and adaptive walk the whole range whatever the schedule`() {
        for kind in [SamplerKind.dpmFast, .dpmAdaptive] {
            for steps in [1, 2, 7] {
                let values = levels(kind, .whole(steps), .simple)
                #expect(values.count == steps + 1)
                #expect(abs(values[0] / Self.table.max - 1) < 1e-6)
                #expect(abs((values.last { $0 > 0 } ?? 0) / Self.table.min - 1) < 1e-6)
            }
        }
    }

    @Test(arguments: SamplerKind.all)
    func `no steps have no levels, and odd numbers do no harm`(_ kind: SamplerKind) {
        for span in [StepSpan.whole(0), .whole(-1), .tail(0, of: 0), .tail(-2, of: 5)] {
            #expect(levels(kind, span) == [])
        }
        for span in [StepSpan.whole(1), .tail(1, of: 1), .tail(5, of: 3), .whole(1500)] {
            let values = levels(kind, span)
            #expect(!values.isEmpty)
            #expect(values.allSatisfy { $0.isFinite && $0 >= 0 })
        }
        for schedule in ScheduleKind.all {
            #expect(!levels(kind, .tail(3, of: 7), schedule).isEmpty)
        }
    }
}
