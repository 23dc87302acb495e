import Foundation
import Testing

@testable import Jobs

/// Many workers at one queue.
@Suite struct ClaimTests {
    /// `KILN_CLAIMS` asks for another number of jobs.
    private static let count =
        ProcessInfo.processInfo.environment["KILN_CLAIMS"].flatMap(Int.init) ?? 500

    @Test func `each job is done once, by one of sixteen workers, some of whom hand back or die`()
        async throws
    {
        let bench = Bench()
        let store = try reopen(bench)
        for index in 0..<Self.count { _ = try await store.accept(.test("\(index)")) }
        let first = try await round(store, bench, deaths: 2)
        // What the dead held comes back when their leases end.
        bench.clock.advance(.seconds(31))
        let lost = try await store.expireLeases()
        bench.clock.advance(.seconds(1))
        let done = first + (try await round(store, bench, deaths: 0))
        #expect(!lost.isEmpty && lost.count == Self.count - first.count)
        let counts = try await store.counts()
        #expect(counts[.done] == Self.count && counts.accepted == Self.count)
        #expect(done.count == Self.count && Set(done.map(\.job)).count == Self.count)
        try store.close()
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }

    /// Lets sixteen workers empty the queue; gives the leases under which a job was completed.
    ///
    /// - Parameter deaths: how many of a hundred claims end with the worker's death.
    private func round(
        _ store: SQLiteJobStore, _ bench: Bench, deaths: Int
    ) async throws -> [Lease] {
        try await withThrowingTaskGroup(of: [Lease].self) { group in
            for worker in 0..<16 {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(worker))
                    var done: [Lease] = []
                    while let claim = try await bench.claim(store, by: "w\(worker)") {
                        if random.chance(deaths) { continue }
                        if random.chance(3) {
                            try await store.release(claim.lease)
                            continue
                        }
                        _ = try await store.add(.test(0), bytes: [1], claim.lease)
                        try await store.complete(claim.lease)
                        done.append(claim.lease)
                    }
                    return done
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
