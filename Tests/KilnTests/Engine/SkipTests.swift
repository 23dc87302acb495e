import Imaging
import Testing

@testable import Kiln

/// When a skip counts, and for which batch.
@Suite struct SkipTests {
    private typealias Time = @Sendable (Event) -> Bool

    /// Two images, each a batch, with three steps in each pass.
    private func plan(_ change: (inout GenerationRequest) throws -> Void = { _ in }) throws -> Plan
    {
        try TinyModels.shared.get().plan {
            $0.steps = 3
            $0.iterations = 2
            try change(&$0)
        }
    }

    private func twoPasses(_ request: inout GenerationRequest) {
        request.hires = HiresRequest()
        request.hires?.checkpoint = "tiny-sdxl"
        request.hires?.steps = 3
        request.hires?.denoisingStrength = 0.9
    }

    /// Runs a plan and skips at the first event that is looked for.
    private func run(
        _ plan: Plan, skippingAt isTime: @escaping Time
    ) async throws -> Harvest {
        let (harvest, cancellation) = (Harvest(), Cancellation())
        var options = RunOptions()
        options.keepsFirstPasses = true
        _ = try await KilnTests.run(
            plan, options: options, cancellation: cancellation, into: harvest
        ) { event in
            if isTime(event), harvest.all.count(where: isTime) == 1 { cancellation.skip() }
        }
        let hasCome = harvest.all.contains(where: isTime)
        #expect(hasCome)
        return harvest
    }

    /// The images that a pass computed, one for each step.
    private func steps(_ harvest: Harvest, of pass: PassPlan.Role) -> [Int] {
        harvest.all.compactMap { event in
            guard case .progress(let progress) = event, progress.pass == pass else { return nil }
            return progress.images[0]
        }
    }

    private func isLoading(_ part: String, _ file: String) -> Time {
        { event in
            guard case .loading(part, let name) = event else { return false }
            return name == file + ".safetensors"
        }
    }

    private func isStep(_ number: Int, of pass: PassPlan.Role) -> Time {
        { event in
            guard case .progress(let progress) = event else { return false }
            return progress.pass == pass && progress.step == number
        }
    }

    @Test func `while the start picture is encoded a skip ends the batch before its first step`()
        async throws
    {
        let plan = try plan {
            $0.image = ImageRequest(
                try Image8(
                    width: 64, height: 64, channels: 3,
                    pixels: (0..<3 * 64 * 64).map { UInt8(truncatingIfNeeded: $0) }))
        }
        let calls = plan.first.calls
        let harvest = try await run(plan, skippingAt: isLoading("VAE", "tiny-sd1"))
        #expect(steps(harvest, of: .first) == Array(repeating: 1, count: calls))
        #expect(harvest.images.map(\.plan.index) == [0, 1])
    }

    @Test func `while the network is read a skip ends the batch before its first step`()
        async throws
    {
        let harvest = try await run(plan(), skippingAt: isLoading("UNet", "tiny-sd1"))
        #expect(steps(harvest, of: .first) == [1, 1, 1])
    }

    @Test func `past the last step of all a skip is used up by its batch`() async throws {
        let plan = try plan()
        let whole = try await KilnTests.run(plan).images.map(\.picture)
        let times: [Time] = [
            isStep(3, of: .first), isLoading("VAE", "tiny-sd1"),
            { if case .firstPass = $0 { true } else { false } },
            { if case .image = $0 { true } else { false } },
        ]
        for time in times {
            let harvest = try await run(plan, skippingAt: time)
            #expect(harvest.images.map(\.picture) == whole)
            #expect(harvest.firstPasses.count == 2)
        }
    }

    @Test func `past the last step of a first pass a skip leaves out the second of that batch`()
        async throws
    {
        let plan = try plan {
            twoPasses(&$0)
            $0.savesBeforeHires = true
        }
        let whole = try await KilnTests.run(plan).images.map(\.picture)
        let times: [Time] = [
            isStep(3, of: .first), isLoading("VAE", "tiny-sd1"),
            { if case .firstPass = $0 { true } else { false } },
            { if case .image = $0 { true } else { false } },
        ]
        for time in times {
            let harvest = try await run(plan, skippingAt: time)
            #expect(steps(harvest, of: .first) == [0, 0, 0, 1, 1, 1])
            #expect(steps(harvest, of: .hires) == [1, 1, 1])
            // Its first pass is whole, and kept.
            #expect(harvest.firstPasses.keys.sorted() == [0, 1])
            let pictures = harvest.images.map(\.picture)
            #expect(pictures.count == 4)
            #expect(Array(pictures[..<2]) == Array(whole[..<2]))
            #expect(pictures[2] != whole[2] && pictures[3] == whole[3])
        }
    }

    @Test func `on the way to the second pass a skip leaves it out`() async throws {
        let plan = try plan(twoPasses)
        let harvest = try await run(plan, skippingAt: isLoading("VAE", "tiny-sdxl"))
        #expect(steps(harvest, of: .hires) == [1, 1, 1])
        #expect(harvest.images.map(\.picture.width) == [128, 128])
    }

    @Test func `past the last step of a second pass a skip is used up by its batch`() async throws {
        let plan = try plan(twoPasses)
        let whole = try await KilnTests.run(plan).images.map(\.picture)
        let times: [Time] = [
            isStep(3, of: .hires), { if case .image = $0 { true } else { false } },
        ]
        for time in times {
            let harvest = try await run(plan, skippingAt: time)
            #expect(harvest.images.map(\.picture) == whole)
        }
    }

    @Test func `while prompts are encoded there is no batch that a skip could end`() async throws {
        let harvest = try await run(plan(), skippingAt: isLoading("CLIP-L", "tiny-sd1"))
        #expect(steps(harvest, of: .first) == [0, 0, 0, 1, 1, 1])
    }
}
