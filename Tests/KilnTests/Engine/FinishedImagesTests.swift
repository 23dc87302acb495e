import Testing

@testable import Kiln

/// Runs that leave out what an earlier one has handed out.
@Suite struct FinishedImagesTests {
    /// Four images in two batches.
    private func plan(_ change: (inout GenerationRequest) -> Void = { _ in }) throws -> Plan {
        try TinyModels.shared.get().plan {
            $0.steps = 3
            $0.batchSize = 2
            $0.iterations = 2
            change(&$0)
        }
    }

    private func hires(_ request: inout GenerationRequest) {
        request.hires = HiresRequest()
        request.hires?.steps = 2
        request.hires?.checkpoint = "tiny-sdxl"
    }

    private func options(
        _ finished: Set<Int>, resuming kept: [Int: FirstPassResult] = [:]
    ) -> RunOptions {
        var options = RunOptions()
        options.keepsFirstPasses = true
        options.finished = finished
        options.resuming = kept
        return options
    }

    private func fractions(_ harvest: Harvest) -> [Double] {
        harvest.all.compactMap { event in
            if case .progress(let progress) = event { progress.fraction } else { nil }
        }
    }

    @Test func `a batch that is finished is not run, and the other is as in a whole run`()
        async throws
    {
        let plan = try plan()
        let whole = try await run(plan, options: options([]))
        let rest = try await run(plan, options: options([0, 1]))
        #expect(rest.images.map(\.plan.index) == [2, 3])
        #expect(rest.images.map(\.picture) == Array(whole.images.map(\.picture)[2...]))
        #expect(rest.steps.count == 3)
        #expect(rest.firstPasses.keys.sorted() == [2, 3])
        // It begins where the batches that were left out end.
        #expect(fractions(rest) == Array(fractions(whole)[3...]))
    }

    @Test func `a batch of which one image is missing is run whole, and hands out that one`()
        async throws
    {
        let plan = try plan()
        let whole = try await run(plan, options: options([]))
        let rest = try await run(plan, options: options([0, 2, 3]))
        #expect(rest.images.map(\.plan.index) == [1])
        #expect(rest.images.map(\.picture) == [whole.images[1].picture])
        #expect(rest.steps.count == 3)
        #expect(rest.firstPasses.keys.sorted() == [1])
        #expect(fractions(rest) == Array(fractions(whole)[3...]))
    }

    @Test(arguments: [false, true])
    func `with two passes both are left out of a finished batch`(isResumed: Bool) async throws {
        let plan = try plan {
            hires(&$0)
            $0.savesBeforeHires = true
        }
        let whole = try await run(plan, options: options([]))
        let kept = isResumed ? whole.firstPasses : [:]
        let rest = try await run(plan, options: options([0, 1, 2], resuming: kept))
        #expect(rest.images.map(\.plan.index) == [3, 3])
        #expect(rest.images.map(\.beforeHires) == [true, false])
        let expected = whole.images.filter { $0.plan.index == 3 }.map(\.picture)
        #expect(rest.images.map(\.picture) == expected)
        #expect(rest.steps.filter { $0 == .first }.count == (isResumed ? 0 : 3))
        #expect(rest.steps.filter { $0 == .hires }.count == 2)
        #expect(rest.firstPasses.keys.sorted() == (isResumed ? [] : [3]))
        #expect(abs((fractions(rest).last ?? 0) - 1) < 1e-9)
        #expect((fractions(rest).first ?? 0) > 0.1)
    }

    @Test func `where all is finished nothing is read`() async throws {
        for isHires in [false, true] {
            let plan = try plan { if isHires { hires(&$0) } }
            let rest = try await run(plan, options: options([0, 1, 2, 3]))
            #expect(rest.all.isEmpty)
        }
    }

    @Test func `a finished image is not handed out as it was when the others are interrupted`()
        async throws
    {
        let plan = try plan(hires)
        let (harvest, cancellation) = (Harvest(), Cancellation())
        await #expect(throws: CancellationError.self) {
            _ = try await run(
                plan, options: options([0]), cancellation: cancellation, into: harvest
            ) { event in
                if case .progress(let progress) = event, progress.pass == .hires {
                    cancellation.interrupt()
                }
            }
        }
        #expect(harvest.images.map(\.plan.index) == [1, 2, 3])
    }

    @Test func `batches of the last pass say which images are computed`() throws {
        let plan = try plan(hires)
        #expect(plan.imagesComputed(without: []) == [0, 1, 2, 3])
        #expect(plan.imagesComputed(without: [0, 2, 3]) == [0, 1])
        #expect(plan.imagesComputed(without: [0, 1, 2, 3, 4]) == [])
    }
}
