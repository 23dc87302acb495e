import GRDB

extension SQLiteJobStore {
    package func claim(
        by worker: WorkerID, resident: Set<String>, except: Set<Int64>, lease term: Duration
    ) async throws(JobStoreError) -> Claim? {
        guard worker.description.utf8.count <= 200, !worker.description.utf8.contains(0) else {
            throw .invalid("a worker's name has at most 200 bytes, none of them zero.")
        }
        guard resident.count <= 1000 else {
            throw .invalid("a worker holds at most 1000 models, not \(resident.count).")
        }
        guard except.count <= 1000 else {
            throw .invalid("at most 1000 jobs are left out, not \(except.count).")
        }
        let (now, end) = (elapsed, end(of: term))
        workers.asks(worker, holding: resident, at: now)
        return try await write { [leases, claims, workers] records in
            let order = ClaimOrder(
                resident: resident, elsewhere: workers.holders(besides: worker, at: now),
                now: records.now.steady)
            let isFairTurn = claims.isLast(of: ClaimOrder.fairTurn)
            guard
                let number = try records.next(in: order, except: except, isFairTurn: isFairTurn)
            else { return nil }
            let (claim, models) = try records.start(number, by: worker)
            // Before anyone else may write, or a cancellation could miss the lease. If the commit
            // fails, the lease ends by itself and nothing comes of it.
            leases.grant(claim.lease, until: end)
            workers.takes(worker, models, until: end)
            claims.increase()
            return claim
        }
    }

    package func heartbeat(
        _ lease: Lease, lease term: Duration
    ) async throws(JobStoreError) -> LeaseStatus {
        let end = end(of: term)
        let status = leases.renew(lease, until: end)
        if status != .lost { workers.works(lease.worker, until: end) }
        return status
    }

    package func release(_ lease: Lease) async throws(JobStoreError) {
        try await write { records in _ = try records.giveBack(try records.held(lease)) }
        leases.drop(lease)
        // It hands its job back because it ends.
        workers.leaves(lease.worker)
    }

    package func fail(
        _ lease: Lease, _ failure: JobFailure, retry: Bool
    ) async throws(JobStoreError) {
        let failure = failure.bounded
        try await write { records in
            let held = try records.held(lease)
            guard !retry else {
                try records.giveBack(held, after: failure)
                return
            }
            try records.db.execute(
                sql: "UPDATE jobs SET failures = failures + 1 WHERE number = ?",
                arguments: [held.number])
            var detail = JobEvent.Detail(lease)
            detail.failure = failure
            try records.finish(held.number, as: .failed, detail)
        }
        finished(lease)
        // Perhaps the worker died of it; if not, it asks again at once.
        if retry { workers.leaves(lease.worker) }
    }

    package func complete(_ lease: Lease) async throws(JobStoreError) {
        try await write { records in
            let held = try records.held(lease)
            let missing = try records.missingImages(held)
            guard missing.isEmpty else {
                throw JobStoreError.incomplete(lease.job, missing: missing)
            }
            try records.finish(held.number, as: .done, .init(lease))
        }
        finished(lease)
    }

    package func cancelled(_ lease: Lease) async throws(JobStoreError) {
        try await write { records in
            try records.finish(try records.held(lease).number, as: .cancelled, .init(lease))
        }
        finished(lease)
    }

    package func note(_ text: String, _ lease: Lease) async throws(JobStoreError) {
        try await write { records in try records.note(text, on: try records.held(lease).number) }
    }

    private func finished(_ lease: Lease) {
        leases.drop(lease)
        workers.finishes(lease.worker, at: elapsed)
    }

    @discardableResult
    package func expireLeases() async throws(JobStoreError) -> [JobID] {
        let now = elapsed
        var lost: [JobID] = []
        for lease in leases.expired(at: now) {
            guard let term = leases.takeIfExpired(lease, at: now) else { continue }
            do throws(JobStoreError) {
                try await write { records in
                    _ = try records.giveBack(try records.held(lease), after: .workerLost)
                }
                lost.append(lease.job)
                workers.leaves(lease.worker)
            } catch .leaseLost {
                continue
            } catch {
                leases.putBack(term)
                throw error
            }
        }
        return lost
    }
}

extension JobFailure {
    /// The same with at most 100 and 4000 characters.
    fileprivate var bounded: JobFailure {
        JobFailure(reason: String(reason.prefix(100)), detail: String(detail.prefix(4000)))
    }
}

extension JobRecords {
    /// The number of the job that is claimed next.
    fileprivate func next(
        in order: ClaimOrder, except: Set<Int64>, isFairTurn: Bool
    ) throws -> Int64? {
        if isFairTurn,
            let oldest = try first(1, of: ClaimQuery.oldest, except: except).first,
            order.hasWaitedTooLong(since: oldest["queued_at"])
        {
            return oldest["number"]
        }
        let candidates = try first(ClaimOrder.lookAhead, of: ClaimQuery.queue, except: except)
            .map { row in
                ClaimOrder.Candidate(
                    number: row["number"], priority: row["priority"], queuedAt: row["queued_at"],
                    model: row["next_model"], following: row["following_model"])
            }
        return order.first(of: candidates)?.number
    }

    /// The first jobs of a look at the queue, without some.
    private func first(_ count: Int, of query: String, except: Set<Int64>) throws -> [Row] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: query), arguments: [now.steady, count + except.count])
        return Array(rows.lazy.filter { !except.contains($0["number"]) }.prefix(count))
    }

    /// Gives a job that waits to a worker; says which models it is going to read.
    fileprivate func start(
        _ number: Int64, by worker: WorkerID
    ) throws -> (claim: Claim, models: [String]) {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    UPDATE jobs SET state = 'running', attempt = attempt + 1, worker = ?,
                        started_at = ?
                    WHERE number = ? AND state = 'queued'
                    RETURNING \(Job.columns), next_model, following_model
                    """), arguments: [worker.description, now.wall, number])
        let job = try row.map { row in try Job(row) }
        guard let row, let job, let document = try Self.document(of: job.id, in: db) else {
            throw JobStoreError.damaged("the queue in jobs.sqlite")
        }
        let lease = Lease(job: job.id, attempt: job.attempt, worker: worker)
        try append(.started, to: number, .init(lease))
        let models: [String?] = [row["next_model"], row["following_model"]]
        return (Claim(job: job, document: document, lease: lease), models.compactMap(\.self))
    }

    /// The first ten places that have no result.
    fileprivate func missingImages(_ held: Held) throws -> [Int] {
        let stored = try Set(
            Int.fetchAll(
                db,
                sql: "SELECT place FROM images WHERE job = ? AND role = ? AND gone = 0",
                arguments: [held.number, ImageRole.result.rawValue]))
        return Array((0..<held.imageCount).lazy.filter { !stored.contains($0) }.prefix(10))
    }
}

/// The claim's two looks at the queue. Each reads all that it needs from an index, which it names:
/// left to itself SQLite finds the jobs by their state and sorts all that wait.
enum ClaimQuery {
    /// The first by priority and number.
    static let queue = """
        SELECT number, priority, queued_at, next_model, following_model
        FROM jobs INDEXED BY jobs_queue WHERE state = 'queued' AND run_after <= ?
        ORDER BY priority DESC, number LIMIT ?
        """
    /// The one that has waited longest.
    static let oldest = """
        SELECT number, queued_at FROM jobs INDEXED BY jobs_age
        WHERE state = 'queued' AND run_after <= ? ORDER BY queued_at, number LIMIT ?
        """
}
