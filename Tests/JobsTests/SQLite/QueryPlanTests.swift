import GRDB
import Testing

@testable import Jobs

/// How SQLite goes about the queries of every claim and every look at a job, behind a long queue.
@Suite struct QueryPlanTests {
    /// A store behind which a queue stands, and a history as long.
    ///
    /// - Parameter isAnalysed: whether SQLite has figures of how the rows are spread.
    private func store(
        _ bench: Bench, jobs count: Int, isAnalysed: Bool
    ) throws -> SQLiteJobStore {
        let store = try SQLiteJobStore(folder: bench.folder.path, clock: bench.clock.clock)
        try store.pool.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE counter (n) AS (
                        SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < ?1)
                    INSERT INTO jobs (id, state, priority, queued_at, ended_at, created_at, kind,
                        owner, image_count, affinity, notes)
                    SELECT 'job ' || n, iif(n % 2, 'queued', 'done'), n % 7, 0, iif(n % 2, NULL, n),
                        0, 'txt2img', 'someone', 1, '["x"]', '[]' FROM counter
                    """, arguments: [count])
            if isAnalysed { try db.execute(sql: "ANALYZE") }
        }
        return store
    }

    private func plan(
        _ sql: String, _ arguments: StatementArguments, _ store: SQLiteJobStore
    ) throws -> [String] {
        try store.pool.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments)
                .map { row in row["detail"] }
        }
    }

    @Test(arguments: [false, true])
    func `claims, depths and totals sort nothing and read no row but the index's`(
        isAnalysed: Bool
    ) async throws {
        let bench = Bench()
        let store = try store(bench, jobs: 20_000, isAnalysed: isAnalysed)
        let queries: [(String, StatementArguments, String)] = [
            (ClaimQuery.queue, [0, 32], "jobs_queue"), (ClaimQuery.oldest, [0, 1], "jobs_age"),
            (QueueDepth.query, [], "jobs_model"), (EndedJobs.totals, [], "jobs_ended"),
            (EndedJobs.oldest, [500], "jobs_ended"),
        ]
        for (sql, arguments, index) in queries {
            let plan = try plan(sql, arguments, store)
            #expect(plan.count == 1, "\(plan)")
            #expect(plan.first?.contains("jobs USING COVERING INDEX \(index)") == true, "\(plan)")
        }
        let kept = try plan(KeptPictures.totals, [], store)
        #expect(kept == ["SCAN images USING COVERING INDEX images_kept"])
        let count = try plan(OwnQueue.count, ["someone"], store)
        #expect(
            count == ["SEARCH jobs USING COVERING INDEX jobs_waiting (owner=? AND state=?)"])
        // The number 13 is the first of the highest priority that waits.
        let first = try await store.pool.read { db in
            try Row.fetchAll(db, sql: ClaimQuery.queue, arguments: [0, 32]).map { row in
                [row["number"] as Int, row["priority"] as Int]
            }
        }
        #expect(first.count == 32 && first.first == [13, 6])
    }

    @Test(arguments: [false, true])
    func `looking at a job, its place and a page sorts nothing`(isAnalysed: Bool) async throws {
        let bench = Bench()
        let store = try store(bench, jobs: 2000, isAnalysed: isAnalysed)
        let jobs = "SELECT \(Job.columns) FROM jobs"
        let queries: [(String, StatementArguments)] = [
            ("\(jobs) WHERE id = ?", ["job 1"]),
            (OwnQueue.count, ["someone"]), (PlaceQuery.higher, [3]),
            (PlaceQuery.earlier, [3, 900]),
            ("\(jobs) WHERE number < ? ORDER BY number DESC LIMIT ?", [900, 50]),
            (
                "\(jobs) WHERE number < ? AND state = ? ORDER BY number DESC LIMIT ?",
                [900, "done", 50]
            ),
            (
                "\(jobs) WHERE number < ? AND owner = ? ORDER BY number DESC LIMIT ?",
                [900, "someone", 50]
            ),
            (
                "SELECT sequence FROM events WHERE job = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                [1, 0, 100]
            ),
        ]
        for (sql, arguments) in queries {
            let plan = try plan(sql, arguments, store)
            #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(sql): \(plan)")
        }
    }
}
