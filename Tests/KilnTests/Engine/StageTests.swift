import Testing

@testable import Kiln

/// What is told of where a job's time goes.
@Suite struct StageTests {
    private func stages(_ harvest: Harvest) -> [(name: String, seconds: Double)] {
        harvest.all.compactMap { event in
            if case .stage(let name, let seconds) = event { (name, seconds) } else { nil }
        }
    }

    /// Seconds in which parts were read.
    private func reading(_ harvest: Harvest) -> Double {
        harvest.all.reduce(0) { sum, event in
            if case .loaded(_, _, let seconds) = event { sum + seconds } else { sum }
        }
    }

    private func plan(_ upscaler: String?) throws -> Plan {
        try TinyModels.shared.get().plan {
            $0.steps = 2
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = upscaler == nil ? "tiny-sdxl" : nil
            $0.hires?.upscaler = upscaler
        }
    }

    @Test func `stages are told when they end, each second once`() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let harvest = try await run(plan(nil))
        let whole = (clock.now - start).seconds
        let stages = stages(harvest)
        #expect(
            stages.map(\.name)
                == ["text", "first pass", "decode", "hop", "text", "hires pass", "decode"])
        #expect(stages.allSatisfy { $0.seconds >= 0 })
        #expect(reading(harvest) > 0)
        #expect(stages.reduce(0) { $0 + $1.seconds } + reading(harvest) <= whole)
    }

    @Test func `a stage within another is told of first, and not twice`() async throws {
        let plan = try plan(nil)
        var options = RunOptions()
        options.keepsFirstPasses = true
        let kept = try await run(plan, options: options).firstPasses
        // Where the picture is needed and not there, it is made on the way.
        options.resuming = kept.compactMapValues { kept in
            kept.latent.map { FirstPassResult(.latent($0, picture: nil)) }
        }
        let clock = ContinuousClock()
        let start = clock.now
        let harvest = try await run(plan, options: options)
        let whole = (clock.now - start).seconds
        #expect(stages(harvest).map(\.name) == ["decode", "hop", "text", "hires pass", "decode"])
        #expect(
            stages(harvest).reduce(0) { $0 + $1.seconds } + reading(harvest) <= whole)
    }
}
