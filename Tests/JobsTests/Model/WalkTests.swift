import Foundation
import Testing

@testable import Jobs

/// SQLite against the model, on random walks.
@Suite struct WalkTests {
    /// `KILN_WALKS` asks for another number of walks.
    private static let seeds =
        0..<(ProcessInfo.processInfo.environment["KILN_WALKS"].flatMap(UInt64.init) ?? 24)

    @Test(arguments: seeds)
    func `SQLite says what the model says, and its folder is in order`(
        seed: UInt64
    ) async throws {
        let (bench, modelBench) = (Bench(), Bench())
        let model = MemoryJobStore(clock: modelBench.clock.clock)
        var expected = Walk(seed: seed, modelBench, model) { store in
            await model.restart()
            return store
        }
        try await expected.run(steps: 160)

        var walk = Walk(seed: seed, bench, try reopen(bench)) { store in
            try (store as? SQLiteJobStore)?.close()
            return try reopen(bench)
        }
        try await walk.run(steps: 160)
        for (number, (said, right)) in zip(walk.lines, expected.lines).enumerated() {
            guard said == right else {
                Issue.record("step \(number) of seed \(seed): \(said), the model: \(right)")
                return
            }
        }
        #expect(walk.lines.count == expected.lines.count)
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }

    @Test func `the walks come by every kind of event and most errors`() async throws {
        var said = ""
        for seed in 0..<24 as Range<UInt64> {
            let bench = Bench()
            let model = MemoryJobStore(clock: bench.clock.clock)
            var walk = Walk(seed: seed, bench, model) { store in store }
            try await walk.run(steps: 160)
            said += walk.lines.joined(separator: "\n")
        }
        for kind in JobEvent.Kind.allCases { #expect(said.contains("Kind.\(kind)"), "\(kind)") }
        for words in [
            "has ended", "no input", "is not done", "only a queued", "there is no job",
            "was removed", "was forgotten", "invalid",
        ] {
            #expect(said.contains(words), "\(words)")
        }
    }
}
