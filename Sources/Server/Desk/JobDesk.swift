import Foundation
import Jobs
import Logging
import Synchronization
import WorkerAPI

/// The one place where jobs change hands: what clients, workers and the supervisor do goes through it,
/// so that the store and those who wait for news never disagree.
final class JobDesk: Sendable {
    let store: any JobStore
    let board = ProgressBoard()
    let measures: ServiceMeasures
    let settings: Settings
    let roll = WorkerRoll()
    /// Rings when workers that wait should look again.
    let arrivals = Bell()
    let orders = Bell()
    let state = Mutex(State())
    let logger: Logger
    /// Whether the data folder can be written and has room.
    let writing: WriteProbe

    struct State {
        /// The leases that are out, by job.
        var leases = Leases()
        /// Jobs that wait, as far as this process knows.
        var queued = 0
        /// No new claims, because the server goes down.
        var isDraining = false
        /// Workers are to hand back what they have.
        var takesBack = false
        /// How long one job took lately, by all workers together.
        var jobTime = Duration.seconds(10)
        /// Jobs that some workers cannot do.
        var refusals = Refusals()
    }

    init(
        store: any JobStore, measures: ServiceMeasures, settings: Settings = Settings(),
        logger: Logger
    ) {
        self.store = store
        self.measures = measures
        self.settings = settings
        self.logger = logger
        writing = WriteProbe(logger: logger) { () async throws(JobStoreError) in
            let hasRoom = (try? await Blocking.run(settings.hasRoom)) ?? true
            guard hasRoom else { throw .full("new jobs need more than is free") }
            try await store.tryWriting()
        }
    }

    /// Puts in order what the run before left.
    func recover() async throws {
        let report = try await store.recover()
        let counts = try await store.counts()
        state.withLock { $0.queued = counts[.queued] }
        guard !report.requeued.isEmpty || !report.removedFiles.isEmpty else { return }
        logger.notice(
            "put in order what the run before left",
            metadata: [
                "requeued": "\(report.requeued.count)", "removed": "\(report.removedFiles.count)",
            ])
    }

    /// Whether the server goes down.
    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Whether workers hand back what they have, and who waits for a job is sent away.
    var takesBack: Bool { state.withLock { $0.takesBack } }

    /// The jobs that workers hold.
    var leasedJobs: [JobID] { state.withLock { $0.leases.jobs } }

    /// The workers that hold jobs.
    var busyWorkers: Set<String> {
        state.withLock { Set($0.leases.all.map(\.worker.description)) }
    }
}

// MARK: - Workers

extension JobDesk {
    /// The next job for a worker; `nil` if there is none for a while, or if it is to let go of its
    /// models before.
    func claim(_ request: ClaimRequest) async throws -> ClaimAnswer? {
        let end = ContinuousClock.now + settings.patience
        let number = roll.begin(request)
        defer { roll.end(request.worker) }
        await takeBackLost(by: request)
        while !Task.isCancelled {
            let ticket = arrivals.ticket()
            guard roll.unloading(dueFor: request) == nil else { return nil }
            guard !isDraining, roll.isLatest(number, request) else {
                try await Task.sleep(for: .seconds(1))
                return nil
            }
            if await canKeepResults(), let claim = try await next(for: request) {
                return try await lent(claim, life: request.life)
            }
            let left = end - ContinuousClock.now
            guard left > .zero else { return nil }
            // A job whose turn comes after a pause rings no bell.
            await ticket.wait(upTo: min(left, .seconds(1)))
        }
        return nil
    }

    private func lent(_ claim: Claim, life: String?) async throws -> ClaimAnswer {
        let id = claim.job.id
        uncount(1)
        state.withLock { $0.leases.add(claim.lease, life: life) }
        board.begin(
            id.description, attempt: claim.lease.attempt, images: claim.job.imageCount)
        do {
            let answer = try await loan(claim)
            state.withLock { $0.leases.lend(answer.document.inputs, under: claim.lease) }
            return answer
        } catch let error as DecodingError {
            logger.error("a stored job cannot be read", metadata: ["job_id": "\(id)"])
            try await end(
                claim.lease, OutcomeReport(.failed, reason: "its document is damaged: \(error)"))
            throw error
        } catch {
            // The worker will not know of it.
            try? await end(claim.lease, OutcomeReport(.released))
            throw error
        }
    }

    /// A worker tells how far it is.
    func report(_ progress: ProgressReport, _ lease: Lease) async throws -> LeaseAnswer {
        roll.hear(lease.worker.description, progress.memory?.bounded)
        let answer = try await answer(lease)
        if answer.state != .lost {
            board.update(lease.job.description, attempt: lease.attempt) { entry in
                entry.report = progress.bounded(images: entry.images)
            }
        }
        return answer
    }

    /// A worker hands in a preview; one of a job that it has lost is not shown.
    func show(_ preview: [UInt8], of image: Int, _ lease: Lease) throws(JobStoreError) {
        try checkHeld(lease)
        board.update(lease.job.description, attempt: lease.attempt) { $0.show(preview, of: image) }
    }

    /// What a worker is to do, when there is something, or after a while.
    ///
    /// A question holds the lease, since only an engine that gives signs of life lets its worker ask; so it is not kept
    /// open for longer than the lease can do without one.
    func orders(for lease: Lease, skips: Int) async throws -> LeaseAnswer {
        let end = ContinuousClock.now + min(settings.patience, settings.lease / 3)
        while true {
            let ticket = orders.ticket()
            let answer = try await answer(lease)
            let left = end - ContinuousClock.now
            if answer.state != .held || answer.skips > skips || left <= .zero || Task.isCancelled {
                return answer
            }
            await ticket.wait(upTo: left)
        }
    }

    private func answer(_ lease: Lease) async throws -> LeaseAnswer {
        let status = try await store.heartbeat(lease, lease: settings.lease)
        let entry = board.entry(lease.job.description)
        let skips = entry?.skips ?? 0
        switch status {
        case .lost: return LeaseAnswer(.lost)
        case .cancelRequested:
            return LeaseAnswer(entry?.keepsUnfinished == true ? .interrupt : .cancel, skips: skips)
        case .held:
            let takesBack = state.withLock { $0.takesBack }
            return LeaseAnswer(takesBack ? .release : .held, skips: skips)
        }
    }

    /// A worker hands in a picture.
    func add(_ report: ImageReport, _ file: [UInt8], _ lease: Lease) async throws -> StoredImage {
        try report.check()
        guard let type = Jobs.MediaType(rawValue: report.mediaType) else {
            throw JobStoreError.invalid("no picture is stored as \(report.mediaType).")
        }
        var image = NewImage(
            index: report.index, role: report.isBeforeHires ? .firstPass : .result,
            width: report.width, height: report.height, mediaType: type)
        image.infotext = report.infotext
        image.seed = Int64(report.seed)
        let stored = try await store.add(image, bytes: file, lease)
        board.ring(lease.job.description)
        return stored
    }

    /// A worker hands in what a first pass has left.
    func keep(_ firstPass: [UInt8], of index: Int, _ lease: Lease) async throws {
        try await store.keepFirstPass(index, bytes: firstPass, lease)
        board.ring(lease.job.description)
    }

    /// A worker's try has ended.
    ///
    /// - Throws: `JobStoreError`. If that is the disk's, the try goes on until its end can be written down.
    func end(_ lease: Lease, _ outcome: OutcomeReport) async throws {
        do {
            try await settle(lease, outcome)
        } catch let error as JobStoreError where error.isOfDisk {
            throw error
        } catch {
            forget(lease)
            throw error
        }
        forget(lease)
        if let times = outcome.times { measures.spent(times) }
    }

    private func settle(_ lease: Lease, _ outcome: OutcomeReport) async throws {
        roll.hear(lease.worker.description, outcome.memory?.bounded)
        let reason = outcome.sentence
        switch outcome.kind {
        case .done: try await complete(lease)
        case .failed:
            try await fail(lease, JobFailure(reason: "failed", detail: reason), retry: false)
        case .retry:
            try await fail(lease, JobFailure(reason: "worker-failed", detail: reason), retry: true)
        case .cancelled:
            try await store.cancelled(lease)
            hasEnded(lease.job, .cancelled)
        case .released: try await release(lease, reason)
        case .unfit:
            try await note(reason, of: lease)
            try await release(lease, reason)
        }
    }

    private func release(_ lease: Lease, _ reason: String) async throws {
        try await store.release(lease)
        if !reason.isEmpty {
            logger.warning(
                "a worker gave a job back",
                metadata: [
                    "job_id": "\(lease.job)", "worker": "\(lease.worker)", "why": "\(reason)",
                ])
        }
        try await countEnd(of: lease.job)
        try await recount()
        arrivals.ring()
    }

    /// Counts the end of a job that was given back, if that was its end.
    func countEnd(of job: JobID) async throws {
        let state = try await store.job(job).state
        if state.isFinal { hasEnded(job, state) }
    }

    /// A job has come to its end.
    func hasEnded(_ job: JobID, _ end: JobState) {
        measures.ended(end)
        state.withLock { $0.refusals.forget(job) }
    }

    private func complete(_ lease: Lease) async throws {
        do {
            try await store.complete(lease)
            hasEnded(lease.job, .done)
            noteTime(of: lease.job)
        } catch JobStoreError.incomplete(let job, let missing) {
            let error = JobStoreError.incomplete(job, missing: missing)
            try await fail(
                lease, JobFailure(reason: "incomplete", detail: "\(error)"), retry: true)
        }
    }

    /// Keeps a running mean of what jobs take.
    private func noteTime(of job: JobID) {
        guard let entry = board.entry(job.description) else { return }
        let time = ContinuousClock.now - entry.startedAt
        measures.took(time.seconds)
        state.withLock { $0.jobTime = $0.jobTime * 0.8 + time / max($0.leases.count, 1) * 0.2 }
    }

    func fail(_ lease: Lease, _ failure: JobFailure, retry: Bool) async throws {
        try await store.fail(lease, failure, retry: retry)
        let job = try await store.job(lease.job)
        if job.state.isFinal { hasEnded(job.id, job.state) }
        logger.warning(
            "an attempt at a job failed",
            metadata: [
                "job_id": "\(job.id)", "attempt": "\(lease.attempt)", "reason": "\(failure.reason)",
                "state": "\(job.state.rawValue)",
            ])
        try await recount()
        arrivals.ring()
    }

    /// A lease has ended. One that had ended before is nobody's: what is known of the job is of another try.
    func forget(_ lease: Lease) {
        guard state.withLock({ $0.leases.remove(lease) }) else { return }
        board.end(lease.job.description, attempt: lease.attempt)
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
