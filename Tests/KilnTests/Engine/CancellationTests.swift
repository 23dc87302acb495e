import Imaging
import Testing

@testable import Kiln

@Suite struct CancellationTests {
    /// Three images, each a batch, with three steps in each pass.
    private func plan(_ change: (inout GenerationRequest) -> Void = { _ in }) throws -> Plan {
        try TinyModels.shared.get().plan {
            $0.steps = 3
            $0.iterations = 3
            change(&$0)
        }
    }

    private func twoPasses(_ request: inout GenerationRequest) {
        request.hires = HiresRequest()
        request.hires?.checkpoint = "tiny-sdxl"
        request.hires?.steps = 3
        request.hires?.denoisingStrength = 0.9
    }

    /// Runs a plan, and does something at a step of an image's pass.
    private func run(
        _ plan: Plan, at image: Int, _ pass: PassPlan.Role, step: Int = 2,
        options: RunOptions = RunOptions(), _ act: @escaping @Sendable (Cancellation) -> Void
    ) async throws -> (harvest: Harvest, isStopped: Bool) {
        let (harvest, cancellation) = (Harvest(), Cancellation())
        do {
            _ = try await KilnTests.run(
                plan, options: options, cancellation: cancellation, into: harvest
            ) { event in
                if case .progress(let progress) = event, progress.images.first == image,
                    progress.pass == pass, progress.step == step
                {
                    act(cancellation)
                }
            }
            return (harvest, false)
        } catch is CancellationError {
            return (harvest, true)
        }
    }

    @Test func `a skipped batch is left as it is, and the others are not touched`() async throws {
        let plan = try plan()
        let whole = try await KilnTests.run(plan).images.map(\.picture)
        var options = RunOptions()
        options.keepsFirstPasses = true
        let (harvest, isStopped) = try await run(plan, at: 1, .first, options: options) {
            $0.skip()
        }
        let pictures = harvest.images.map(\.picture)
        #expect(!isStopped)
        #expect(harvest.steps.count == 8)
        #expect(pictures.count == 3)
        #expect(pictures[0] == whole[0] && pictures[2] == whole[2])
        #expect(pictures[1] != whole[1])
        #expect(harvest.firstPasses.keys.sorted() == [0, 2])
    }

    @Test func `an image skipped in its first pass has no second`() async throws {
        let plan = try plan(twoPasses)
        let whole = try await KilnTests.run(plan).images.map(\.picture)
        let (harvest, _) = try await run(plan, at: 1, .first) { $0.skip() }
        let pictures = harvest.images.map(\.picture)
        #expect(pictures.map(\.width) == [128, 128, 128])
        #expect(pictures[0] == whole[0] && pictures[2] == whole[2])
        #expect(pictures[1] != whole[1])
        let images = harvest.all.compactMap { event -> Int? in
            guard case .progress(let progress) = event, progress.pass == .hires else { return nil }
            return progress.images[0]
        }
        #expect(Set(images) == [0, 2])
    }

    @Test func `an image skipped in its second pass is what the last step saw`() async throws {
        let plan = try plan(twoPasses)
        let whole = try await KilnTests.run(plan).images.map(\.picture)
        let (harvest, isStopped) = try await run(plan, at: 0, .hires, step: 1) { $0.skip() }
        let pictures = harvest.images.map(\.picture)
        #expect(!isStopped)
        #expect(pictures.map(\.width) == [128, 128, 128])
        #expect(pictures[0] != whole[0])
        #expect(Array(pictures[1...]) == Array(whole[1...]))
    }

    @Test func `an interrupted job hands out what it has, and ends`() async throws {
        let plan = try plan()
        let whole = try await KilnTests.run(plan).images.map(\.picture)
        let (harvest, isStopped) = try await run(plan, at: 1, .first) { $0.interrupt() }
        #expect(isStopped)
        #expect(harvest.images.map(\.plan.index) == [0, 1])
        #expect(harvest.images[0].picture == whole[0])
        #expect(harvest.images[1].picture != whole[1])
        #expect(harvest.steps.count == 5)
        // At its last step a job has all its images, and was interrupted all the same.
        let late = try await run(plan, at: 2, .first, step: 3) { $0.interrupt() }
        #expect(late.isStopped)
        #expect(late.harvest.images.map(\.picture) == whole)
    }

    @Test(arguments: ["Lanczos", "Latent"])
    func `an interrupted first pass is handed out without its second`(
        upscaler: String
    ) async throws {
        let plan = try plan {
            twoPasses(&$0)
            $0.hires?.checkpoint = nil
            $0.hires?.upscaler = upscaler
        }
        let first = try await run(plan, at: 1, .first) { $0.interrupt() }
        #expect(first.isStopped)
        #expect(first.harvest.images.map(\.beforeHires) == [true, true])
        #expect(first.harvest.images.map(\.picture.width) == [64, 64])
        let second = try await run(plan, at: 1, .hires) { $0.interrupt() }
        #expect(second.isStopped)
        #expect(second.harvest.images.map(\.plan.index) == [0, 1, 2])
        #expect(second.harvest.images.map(\.beforeHires) == [false, false, true])
    }

    @Test func `skipping between batches does nothing`() async throws {
        let plan = try plan()
        let cancellation = Cancellation()
        cancellation.skip()
        let harvest = try await KilnTests.run(plan, cancellation: cancellation)
        #expect(harvest.steps.count == 9)
    }
}
