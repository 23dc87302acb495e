import GRDB

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SQLiteJobStore {
    package func enqueue(
        _ job: NewJob
    ) async throws(JobStoreError) -> (job: Job, isNew: Bool) {
        try job.check()
        return try await write { records in
            if let key = job.idempotencyKey, let known = try records.job(owner: job.owner, key: key)
            {
                return (known, false)
            }
            if let limit = job.queueShare, try records.waiting(of: job.owner) >= limit {
                throw JobStoreError.shareFull(owner: job.owner, limit: limit)
            }
            return (try records.insert(job), true)
        }
    }

    package func job(_ id: JobID) async throws(JobStoreError) -> Job {
        let job = try await read { db in try JobRecords.find(id, in: db) }
        guard let job else { throw .noJob(id) }
        return job
    }

    package func document(of job: JobID) async throws(JobStoreError) -> [UInt8] {
        try await read { db in
            if let document = try JobRecords.document(of: job, in: db) { return document }
            _ = try JobRecords.number(of: job, in: db)
            throw JobStoreError.noDocument(job)
        }
    }

    package func jobs(
        _ filter: JobFilter, before number: Int64?, limit: Int
    ) async throws(JobStoreError) -> [Job] {
        guard (1...1000).contains(limit) else {
            throw .invalid("a list has 1 to 1000 jobs, not \(limit).")
        }
        return try await read { db in
            // One state at a time, so that the index gives the order and few rows are looked at.
            let states = filter.states?.map { Optional($0.rawValue) } ?? [nil]
            let found = try states.flatMap { state in
                try Job.rows(filter, state: state, before: number ?? .max, limit: limit, in: db)
            }
            return Array(found.sorted { $0.number > $1.number }.prefix(limit))
        }
    }

    package func counts() async throws(JobStoreError) -> JobCounts {
        try await read { db in
            var counts = JobCounts()
            for row in try Row.fetchAll(db, sql: "SELECT name, count FROM tallies") {
                switch row["name"] as String {
                case "accepted": counts.accepted = row["count"]
                case "removed": counts.removed = row["count"]
                case let name:
                    if let state = JobState(rawValue: name) { counts.states[state] = row["count"] }
                }
            }
            return counts
        }
    }

    package func queueDepth() async throws(JobStoreError) -> QueueDepth {
        try await read { db in
            var counts: [String: Int] = [:]
            var withoutModel = 0
            for row in try Row.fetchAll(db, sql: QueueDepth.query) {
                if let model = row["next_model"] as String? {
                    counts[model] = row["waiting"]
                } else {
                    withoutModel = row["waiting"]
                }
            }
            return QueueDepth(counts, withoutModel: withoutModel)
        }
    }

    package func position(of job: JobID) async throws(JobStoreError) -> Int? {
        try await read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT number, priority, state FROM jobs WHERE id = ?",
                arguments: [job.description])
            guard let row else { throw JobStoreError.noJob(job) }
            guard row["state"] == JobState.queued.rawValue else { return nil }
            let priority: Int = row["priority"]
            let number: Int64 = row["number"]
            return try Int.fetchOne(
                db, sql: "SELECT 1 + (\(PlaceQuery.higher)) + (\(PlaceQuery.earlier))",
                arguments: [priority, number])
        }
    }

    @discardableResult
    package func cancel(
        _ job: JobID
    ) async throws(JobStoreError) -> (job: Job, wasWaiting: Bool) {
        try await write { [leases] records in
            let before = try records.job(job)
            switch before.state {
            case .queued: try records.finish(before.number, as: .cancelled)
            case .running:
                try records.db.execute(
                    sql: "UPDATE jobs SET cancel_requested = 1 WHERE number = ?",
                    arguments: [before.number])
                leases.requestCancel(job)
            case .done, .failed, .cancelled, .quarantined: return (before, false)
            }
            return (try records.job(job), before.state == .queued)
        }
    }

    package func setPriority(_ priority: Int, of job: JobID) async throws(JobStoreError) {
        try NewJob.check(priority: priority)
        try await write { records in
            let known = try records.job(job)
            guard known.state == .queued else {
                throw JobStoreError.notQueued(job, known.state)
            }
            try records.db.execute(
                sql: "UPDATE jobs SET priority = ? WHERE number = ?",
                arguments: [priority, known.number])
        }
    }

    package func events(
        of job: JobID, after sequence: Int, limit: Int
    ) async throws(JobStoreError) -> [JobEvent] {
        try await read { db in
            let number = try Int64.fetchOne(
                db, sql: "SELECT number FROM jobs WHERE id = ?", arguments: [job.description])
            guard let number else { throw JobStoreError.noJob(job) }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT sequence, kind, detail, time FROM events WHERE job = ? AND sequence > ?
                    ORDER BY sequence LIMIT ?
                    """, arguments: [number, sequence, max(0, limit)]
            ).map { row in try JobEvent(row, of: job) }
        }
    }
}

extension QueueDepth {
    /// Reads the counts from an index, in whose order the models stand.
    static let query = """
        SELECT next_model, count(*) AS waiting FROM jobs INDEXED BY jobs_model
        WHERE state = 'queued' GROUP BY next_model
        """
}

extension Job {
    /// The latest rows of one state, or of all.
    fileprivate static func rows(
        _ filter: JobFilter, state: String?, before number: Int64, limit: Int, in db: Database
    ) throws -> [Job] {
        var conditions = ["number < ?"]
        var arguments: StatementArguments = [number]
        for (name, value) in [("state", state), ("owner", filter.owner), ("kind", filter.kind)] {
            guard let value else { continue }
            conditions.append("\(name) = ?")
            arguments += [value]
        }
        arguments += [limit]
        return try Row.fetchAll(
            db,
            sql: "SELECT \(Job.columns) FROM jobs WHERE \(conditions.joined(separator: " AND ")) "
                + "ORDER BY number DESC LIMIT ?",
            arguments: arguments
        ).map { row in try Job(row) }
    }
}

extension JobRecords {
    fileprivate func job(owner: String, key: String) throws -> Job? {
        try Row.fetchOne(
            db,
            sql: "SELECT \(Job.columns) FROM jobs WHERE owner = ? AND idempotency_key = ?",
            arguments: [owner, key]
        ).map { row in try Job(row) }
    }

    /// How many jobs of an owner wait.
    fileprivate func waiting(of owner: String) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: OwnQueue.count), arguments: [owner]) ?? 0
    }

    fileprivate func insert(_ job: NewJob) throws -> Job {
        let id = JobID.random()
        try db.cachedStatement(
            sql: """
                INSERT INTO jobs (id, priority, queued_at, created_at, kind, owner, idempotency_key,
                    image_count, affinity, next_model, following_model, notes, summary)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.description, job.priority, now.steady, now.wall, job.kind, job.owner,
            job.idempotencyKey, job.imageCount, try JSONText.write(job.affinity),
            job.affinity.first, job.affinity.dropFirst().first, try JSONText.write(job.notes),
            Data(job.summary),
        ])
        let number = db.lastInsertedRowID
        try db.cachedStatement(sql: "INSERT INTO documents (job, document) VALUES (?, ?)")
            .execute(arguments: [number, Data(job.document)])
        for input in Set(job.inputs) {
            let isStored = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM inputs WHERE hash = ?)",
                arguments: [input.description])
            guard isStored == true else { throw JobStoreError.noInput(input) }
            try db.execute(
                sql: "INSERT INTO job_inputs (job, hash) VALUES (?, ?)",
                arguments: [number, input.description])
        }
        try append(.accepted, to: number)
        return try self.job(id)
    }
}

/// The jobs of one owner that wait.
enum OwnQueue {
    /// Reads nothing but an index that has those that wait alone, not the owner's history.
    static let count = """
        SELECT count(*) FROM jobs INDEXED BY jobs_waiting WHERE state = 'queued' AND owner = ?
        """
}

/// The jobs that come before another in the queue. With the index named SQLite reads nothing but the index; without
/// figures of how rows are spread it takes the one of states, and reads the rows of all that wait.
enum PlaceQuery {
    /// Those with a higher priority than `?1`.
    static let higher = """
        SELECT count(*) FROM jobs INDEXED BY jobs_queue WHERE state = 'queued' AND priority > ?1
        """
    /// Those with the priority `?1` that were accepted before the number `?2`.
    static let earlier = """
        SELECT count(*) FROM jobs INDEXED BY jobs_queue
            WHERE state = 'queued' AND priority = ?1 AND number < ?2
        """
}
