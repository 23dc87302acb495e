@testable import Jobs

extension MemoryJobStore {
    func claim(
        by worker: WorkerID, resident: Set<String>, except: Set<Int64>, lease term: Duration
    ) throws(JobStoreError) -> Claim? {
        guard !worker.description.utf8.contains(0), resident.count <= 1000, except.count <= 1000
        else {
            throw .invalid("resident")
        }
        workers = workers.filter { $1.end >= now }
        workers[worker] = (resident, now + .seconds(5))
        let ready = queue.filter {
            entries[$0].runAfter <= now && !except.contains(entries[$0].job.number)
        }
        let window = Array(ready.prefix(32))
        var choice = window.filter { !isLeft($0, worker, window) }.min {
            rank($0, worker, window).lexicographicallyPrecedes(rank($1, worker, window))
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
        entries[choice].leaseEnd = end(of: term)
        workers[worker] = (resident.union(models(choice).prefix(2)), end(of: term))
        let job = entries[choice].job
        let lease = Lease(job: job.id, attempt: job.attempt, worker: worker)
        append(.started, at: choice, detail(lease))
        return Claim(job: job, document: entries[choice].document ?? [], lease: lease)
    }

    private func isAged(_ place: Int) -> Bool { now - entries[place].queuedAt > .seconds(60) }

    private func holders(of model: String, besides worker: WorkerID) -> Int {
        workers.count { $0 != worker && $1.end >= now && $1.models.contains(model) }
    }

    private func holds(_ worker: WorkerID, _ model: String?) -> Bool {
        model.map { workers[worker]?.models.contains($0) ?? false } ?? true
    }

    /// Those of a window that need the same model next.
    private func rivals(_ place: Int, _ window: [Int]) -> [Int] {
        window.filter { models($0).first == models(place).first }
    }

    private func isLeft(_ place: Int, _ worker: WorkerID, _ window: [Int]) -> Bool {
        guard let model = models(place).first, workers[worker]?.models.isEmpty == false,
            !holds(worker, model),
            now - entries[place].queuedAt < .seconds(20)
        else { return false }
        let holders = holders(of: model, besides: worker)
        return holders > 0 && rivals(place, window).count <= 2 * holders
    }

    private func rank(_ place: Int, _ worker: WorkerID, _ window: [Int]) -> [Int] {
        let models = models(place)
        var (warmth, pressure) = (0, 0)
        if let model = models.first, !holds(worker, model) {
            warmth = 2
            let rivals = rivals(place, window)
            let oldest = rivals.map { now - entries[$0].queuedAt }.max() ?? .zero
            pressure =
                Int((.seconds(10) * rivals.count + oldest).milliseconds)
                / (1 + holders(of: model, besides: worker))
        } else if !holds(worker, models.dropFirst().first) {
            warmth = 1
        }
        return [
            isAged(place) ? 0 : 1, warmth, -entries[place].job.priority, -pressure,
            Int(entries[place].job.number),
        ]
    }

    func heartbeat(
        _ lease: Lease, lease term: Duration
    ) throws(JobStoreError) -> LeaseStatus {
        guard let place = try? held(lease), entries[place].leaseEnd != nil else { return .lost }
        entries[place].leaseEnd = end(of: term)
        workers[lease.worker]?.end = end(of: term)
        return entries[place].job.cancelRequested ? .cancelRequested : .held
    }

    private func end(of term: Duration) -> Duration {
        now + min(max(term, .zero), .seconds(365 * 86_400))
    }

    func release(_ lease: Lease) throws(JobStoreError) {
        giveBack(try held(lease), lease, nil)
        workers[lease.worker] = nil
    }

    func fail(_ lease: Lease, _ failure: JobFailure, retry: Bool) throws(JobStoreError) {
        let place = try held(lease)
        finishes(lease.worker)
        if retry { workers[lease.worker] = nil }
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
        finishes(lease.worker)
    }

    func cancelled(_ lease: Lease) throws(JobStoreError) {
        end(try held(lease), as: .cancelled, detail(lease))
        finishes(lease.worker)
    }

    private func finishes(_ worker: WorkerID) { workers[worker]?.end = now + .seconds(5) }

    func note(_ text: String, _ lease: Lease) throws(JobStoreError) {
        note(text, at: try held(lease))
    }

    func expireLeases() throws(JobStoreError) -> [JobID] {
        let lost = entries.indices.filter { entries[$0].leaseEnd.map { $0 < now } ?? false }
        return lost.map { place in
            workers[lease(place).worker] = nil
            giveBack(place, lease(place), .workerLost)
            return entries[place].job.id
        }
    }

    /// What a restart of the server does to leases and claims.
    func restart() {
        claims = 0
        workers = [:]
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
