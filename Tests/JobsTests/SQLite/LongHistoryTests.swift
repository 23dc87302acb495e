import GRDB
import Testing

@testable import Jobs

/// What is given up of a long history.
@Suite struct LongHistoryTests {
    @Test func `more jobs and files than one transaction takes are given up in several`()
        async throws
    {
        let bench = Bench()
        let store = try reopen(bench)
        let id = try await store.accept(.test(images: 700)).id
        let claim = try #require(await bench.claim(store))
        for index in 0..<700 { _ = try await store.add(.test(index), bytes: [1], claim.lease) }
        try await store.complete(claim.lease)
        try await store.pool.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE counter (n) AS (
                        SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 1300)
                    INSERT INTO jobs (id, state, priority, queued_at, ended_at, created_at, kind,
                        owner, image_count, affinity, notes)
                    SELECT 'job ' || n, 'failed', 0, 0, n, 0, 'txt2img', 'someone', 1, '[]', '[]'
                    FROM counter
                    """)
        }
        let report = try await store.retain(RetentionPolicy(images: 40, jobs: 100))
        #expect(report.jobs == 1201 && report.images == 660)
        #expect(try await store.images(of: id).count { !$0.isGone } == 40)
        #expect(bench.folder.files.count == 40)
        #expect(try await store.counts()[.failed] == 99)
    }

    @Test func `what jobs that are called off were to do is given back to the disk`() async throws {
        let bench = Bench()
        let store = try reopen(bench)
        var long = NewJob.test()
        long.document = [UInt8](repeating: 1, count: 16 << 20)
        let jobs = [try await store.accept(long).id, try await store.accept(long).id]
        let kept = try await store.accept(long).id
        for job in jobs { try await store.cancel(job) }
        try await store.retain(RetentionPolicy())
        let bytes = try await store.pool.read { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            return pages * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
        }
        #expect(bytes < 26 << 20, "16 MiB are in use, and 8 may be free")
        #expect(try await store.document(of: kept) == long.document)
        try store.close()
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }
}
