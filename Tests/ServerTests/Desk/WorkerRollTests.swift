import Testing
import WorkerAPI

@testable import Server

/// When workers were heard of.
@Suite struct WorkerRollTests {
    private let time = TestClock()
    private let roll: WorkerRoll

    init() { roll = WorkerRoll(now: time.now) }

    private func begin(_ worker: String) {
        roll.begin(ClaimRequest(worker: worker, device: "cpu", resident: []))
    }

    @Test func `workers count that were heard of within a minute`() {
        #expect(roll.count == 0)
        for worker in ["a", "b", "c"] { begin(worker) }
        for worker in ["a", "b"] { roll.end(worker) }
        time.advance(.seconds(59))
        roll.hear("a", nil)
        time.advance(.seconds(2))
        // One was heard of since, of another a question is open.
        #expect(roll.count == 2)
        #expect(roll.remove("c") && !roll.remove("c"))
        #expect(!roll.knows("c") && roll.knows("b"))
        // A worker that is gone is not forgotten at once, since another takes its place.
        begin("b")
        #expect(roll.remove("b"))
        #expect(roll.count == 2)
        time.advance(.seconds(60))
        #expect(roll.count == 0)
    }

    @Test func `a worker is silent that has no job and says nothing`() {
        let start = time.now()
        func silent(besides busy: Set<String> = []) -> [String] {
            roll.silent(
                ["a": start, "b": start, "c": start], besides: busy, for: .seconds(120)
            ).sorted()
        }
        begin("a")
        begin("b")
        roll.end("b")
        time.advance(.seconds(119))
        #expect(silent() == [])
        time.advance(.seconds(1))
        // The question of one of them is open; of one no word ever came.
        #expect(silent() == ["b", "c"])
        #expect(silent(besides: ["b"]) == ["c"])
        roll.end("a")
        roll.hear("b", nil)
        time.advance(.seconds(119))
        #expect(silent() == ["c"])
        time.advance(.seconds(1))
        #expect(silent() == ["a", "b", "c"])
    }

    @Test func `an answer to a worker that is gone does not bring it back`() {
        begin("a")
        #expect(roll.remove("a"))
        roll.end("a")
        #expect(!roll.knows("a"))
        begin("a")
        #expect(roll.knows("a"))
        roll.end("a")
        #expect(roll.remove("a"))
    }
}
