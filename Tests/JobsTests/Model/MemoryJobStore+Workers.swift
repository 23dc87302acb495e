@testable import Jobs

extension MemoryJobStore {
    func claim(
        by worker: WorkerID, resident: Set<String>, lease term: Duration
    ) throws(JobStoreError) -> Claim? {
        let ready = queue.filter { entries[$0].runAfter <= now }
        var choice = ready.prefix(32).min {
            rank($0, resident).lexicographicallyPrecedes(rank($1, resident))
        }
        if claims % 16 == 15,
            let oldest = ready.min(by: { (entries[$0].queuedAt, $0) < (entries[$1].queuedAt, $1) }),
            isAged(oldest)
        {
            choice = oldest
        }
        guard let choice else { return nil }
        claims += 1
        entries[choice].job.state = .running
        entries[choice].job.attempt += 1
        entries[choice].job.worker = worker
        entries[choice].job.startedAt = wall
        entries[choice].leaseEnd = now + term
        let job = entries[choice].job
        let lease = Lease(job: job.id, attempt: job.attempt, worker: worker)
        append(.started, at: choice, detail(lease))
        return Claim(job: job, lease: lease)
    }

    private func isAged(_ place: Int) -> Bool { now - entries[place].queuedAt > .seconds(60) }

    private func rank(_ place: Int, _ resident: Set<String>) -> [Int] {
        let entry = entries[place]
        return [
            isAged(place) ? 0 : 1, models(place).first.map(resident.contains) ?? true ? 0 : 1,
            -entry.job.priority, Int(entry.job.number),
        ]
    }

    func heartbeat(
        _ lease: Lease, lease term: Duration
    ) throws(JobStoreError) -> LeaseStatus {
        guard let place = try? held(lease), entries[place].leaseEnd != nil else { return .lost }
        entries[place].leaseEnd = now + term
        return entries[place].job.cancelRequested ? .cancelRequested : .held
    }

    func release(_ lease: Lease) throws(JobStoreError) {
        giveBack(try held(lease), lease, nil)
    }

    func fail(_ lease: Lease, _ failure: JobFailure, retry: Bool) throws(JobStoreError) {
        let place = try held(lease)
        guard !retry else { return giveBack(place, lease, failure) }
        entries[place].job.failures += 1
        var detail = detail(lease)
        detail.failure = failure
        end(place, as: .failed, detail)
    }

    func complete(_ lease: Lease) throws(JobStoreError) {
        let place = try held(lease)
        let stored = entries[place].images.filter { $0.image.role == .result && !$0.isGone }
        let missing = Set(0..<entries[place].job.imageCount).subtracting(stored.map(\.image.index))
        guard missing.isEmpty else {
            throw .incomplete(lease.job, missing: Array(missing.sorted().prefix(10)))
        }
        end(place, as: .done, detail(lease))
    }

    func cancelled(_ lease: Lease) throws(JobStoreError) {
        end(try held(lease), as: .cancelled, detail(lease))
    }

    func note(_ text: String, _ lease: Lease) throws(JobStoreError) {
        note(text, at: try held(lease))
    }

    func expireLeases() throws(JobStoreError) -> [JobID] {
        let lost = entries.indices.filter { entries[$0].leaseEnd.map { $0 < now } ?? false }
        return lost.map { place in
            giveBack(place, lease(place), .workerLost)
            return entries[place].job.id
        }
    }

    /// What a restart of the server does to leases and claims.
    func restart() {
        claims = 0
        for place in entries.indices { entries[place].leaseEnd = nil }
    }

    func recover() throws(JobStoreError) -> RecoveryReport {
        var report = RecoveryReport()
        for place in entries.indices
        where entries[place].job.state == .running && entries[place].leaseEnd == nil {
            giveBack(place, lease(place), nil)
            let job = entries[place].job
            if job.state == .queued {
                report.requeued.append(job.id)
            } else {
                report.cancelled.append(job.id)
            }
        }
        return report
    }

    // MARK: -

    func held(_ lease: Lease) throws(JobStoreError) -> Int {
        let place = entries.firstIndex { entry in
            entry.job.id == lease.job && entry.job.attempt == lease.attempt
                && entry.job.worker == lease.worker && entry.job.state == .running
        }
        guard let place else { throw .leaseLost }
        return place
    }

    private func lease(_ place: Int) -> Lease {
        let job = entries[place].job
        return Lease(job: job.id, attempt: job.attempt, worker: job.worker ?? WorkerID(""))
    }

    func detail(_ lease: Lease) -> JobEvent.Detail {
        var detail = JobEvent.Detail()
        detail.attempt = lease.attempt
        detail.worker = lease.worker.description
        return detail
    }

    private func note(_ text: String, at place: Int) {
        if entries[place].job.notes.count < 64 { entries[place].job.notes.append(text) }
    }

    private func giveBack(_ place: Int, _ lease: Lease, _ failure: JobFailure?) {
        var detail = detail(lease)
        detail.failure = failure
        guard !entries[place].job.cancelRequested else {
            return end(place, as: .cancelled, detail)
        }
        entries[place].leaseEnd = nil
        if let failure {
            entries[place].job.failures += 1
            entries[place].job.failure = failure
            entries[place].queuedAt = now
            entries[place].runAfter =
                now + [.zero, .seconds(1), .seconds(2), .seconds(4)][entries[place].job.failures]
            note("attempt \(lease.attempt): \(failure.detail)", at: place)
            if entries[place].job.failures == 3 { return end(place, as: .quarantined, detail) }
        }
        entries[place].job.state = .queued
        append(.requeued, at: place, detail)
    }
}
