import Jobs
import Logging
import Synchronization

extension JobDesk {
    /// A worker's process is gone: what it held goes back at once.
    ///
    /// - Returns: whether it had come as far as asking for a job.
    func workerIsGone(_ worker: String, _ failure: JobFailure) async -> Bool {
        let hadCome = roll.remove(worker)
        let lost = state.withLock { $0.leases.all.filter { $0.worker.description == worker } }
        for lease in lost {
            do {
                try await fail(lease, failure, retry: true)
            } catch {
                logger.warning(
                    "a lost worker's job could not be taken back",
                    metadata: ["job_id": "\(lease.job)", "error": "\(error)"])
            }
            forget(lease)
        }
        return hadCome
    }

    /// Takes back the jobs of workers that were not heard of; gives those workers' names.
    func expireLeases() async throws -> Set<String> {
        measures.memory(roll.memory)
        // Those that are out now: a job that is taken back may be lent again at any moment.
        let leases = state.withLock { $0.leases.all }
        let jobs = Set(try await store.expireLeases())
        guard !jobs.isEmpty else { return [] }
        let lost = leases.filter { jobs.contains($0.job) }
        for lease in lost { forget(lease) }
        for job in jobs { try await countEnd(of: job) }
        try await recount()
        arrivals.ring()
        orders.ring()
        return Set(lost.map(\.worker.description))
    }

    /// Takes no new jobs and lends none.
    func drain() {
        state.withLock { $0.isDraining = true }
        arrivals.ring()
    }

    /// Asks workers to hand back what they have.
    func takeBack() {
        state.withLock { $0.takesBack = true }
        orders.ring()
        board.ringAll()
    }
}
