import Jobs
import Synchronization
import WorkerAPI

extension JobDesk {
    /// Refuses a job for which there is no room, before any work is put into it.
    ///
    /// - Throws: `LimitBreach` when the server goes down or the queue is full.
    func checkRoom() throws(LimitBreach) {
        let (isDraining, queued, time) = state.withLock { ($0.isDraining, $0.queued, $0.jobTime) }
        guard !isDraining else { throw .stopping(wait: 5) }
        guard queued < settings.queueLimit else {
            throw .queueFull(limit: settings.queueLimit, wait: Limits.seconds(time))
        }
    }

    /// Takes a job into the queue, or finds the one with the same owner and key. It is on the disk when
    /// this returns.
    ///
    /// - Throws: `LimitBreach` when the server goes down, the queue is full or its owner's share of it;
    ///   `JobStoreError`.
    func accept(_ job: NewJob, of owner: JobOwner) async throws -> (
        job: Job, isNew: Bool
    ) {
        var job = job
        job.queueShare = owner.isBounded ? settings.ownQueueLimit : nil
        try state.withLock { state in
            guard !state.isDraining else { throw LimitBreach.stopping(wait: 5) }
            guard state.queued < settings.queueLimit else {
                throw LimitBreach.queueFull(
                    limit: settings.queueLimit, wait: Limits.seconds(state.jobTime))
            }
            state.queued += 1
        }
        do {
            let accepted = try await store.enqueue(job)
            // A job that was accepted before, under the same key, is no other one.
            guard accepted.isNew else {
                uncount(1)
                return accepted
            }
            measures.accepted(kind: job.kind)
            arrivals.ring()
            board.ring(accepted.job.id.description)
            return accepted
        } catch JobStoreError.shareFull(_, let limit) {
            uncount(1)
            throw LimitBreach.ownQueueFull(
                limit: limit, wait: Limits.seconds(state.withLock { $0.jobTime }))
        } catch {
            uncount(1)
            throw error
        }
    }

    func uncount(_ jobs: Int) {
        state.withLock { $0.queued = max($0.queued - jobs, 0) }
    }

    /// Calls a job off.
    ///
    /// - Parameter keepingUnfinished: whether its worker hands in what is unfinished as it is.
    func cancel(_ id: JobID, keepingUnfinished: Bool = false) async throws -> Job {
        if keepingUnfinished { board.update(id.description) { $0.keepsUnfinished = true } }
        let (job, wasWaiting) = try await store.cancel(id)
        if wasWaiting {
            try await recount()
            hasEnded(id, .cancelled)
        }
        orders.ring()
        board.ring(id.description)
        return job
    }

    func recount() async throws {
        let queued = try await store.counts()[.queued]
        state.withLock { $0.queued = queued }
    }

    /// Ends the present batch of a job that runs, without ending the job.
    func skip(_ id: JobID) {
        board.update(id.description) { entry in
            entry.skips += 1
            entry.skipped = entry.report.batch
        }
        orders.ring()
    }

    /// Waits until a job has ended.
    ///
    /// - Throws: `CancellationError` when the task that waits is cancelled; `JobStoreError`.
    func end(of id: JobID) async throws -> Job {
        try await board.following(id.description) { bell in
            while true {
                try Task.checkCancellation()
                let ticket = bell.ticket()
                let job = try await store.job(id)
                if job.state.isFinal { return job }
                if takesBack { throw LimitBreach.stopping(wait: 5) }
                await ticket.wait(upTo: .seconds(30))
            }
        }
    }
}
