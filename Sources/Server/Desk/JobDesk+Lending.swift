import Jobs
import Logging
import Synchronization
import WorkerAPI

extension JobDesk {
    /// Whether jobs are lent: not while what comes of them could not be kept. Work that is thrown away would be the
    /// jobs' third failure soon.
    func canKeepResults() async -> Bool {
        // With nothing to lend the disk may rest.
        guard state.withLock({ $0.queued }) > 0 else { return true }
        return await writing.failure == nil
    }

    /// The next job that a worker can do, as far as it has said. One that no worker can do ends here, with what they said.
    func next(for request: ClaimRequest) async throws -> Claim? {
        let life = Refusals.Life(worker: request.worker, life: request.life)
        while true {
            let moment = ContinuousClock.now - settings.search
            let living = Set(
                roll.seen.map { Refusals.Life(worker: $0.name, life: $0.life) })
            let others = state.withLock {
                $0.refusals.leftToOthers(by: life, among: living, since: moment)
            }
            guard others.count < Refusals.limit else { return nil }
            guard
                let claim = try await store.claim(
                    by: WorkerID(request.worker), resident: Set(request.resident), except: others,
                    lease: settings.lease)
            else { return nil }
            let verdict = state.withLock { $0.refusals.verdict(on: claim.job.id, by: life) }
            guard let verdict else { return claim }
            uncount(1)
            state.withLock { $0.leases.add(claim.lease, life: request.life) }
            board.begin(
                claim.job.id.description, attempt: claim.lease.attempt,
                images: claim.job.imageCount)
            try await end(claim.lease, OutcomeReport(.failed, reason: verdict))
        }
    }

    /// A worker cannot do the job that it has.
    func note(_ reason: String, of lease: Lease) async throws {
        try checkHeld(lease)
        let number = try await store.job(lease.job).number
        state.withLock { state in
            let life = Refusals.Life(
                worker: lease.worker.description, life: state.leases.life(of: lease))
            state.refusals.add(reason, of: lease.job, number: number, by: life)
        }
    }

    /// Takes back what a worker was lent and does not know of any more, because the answer did not reach it, or because
    /// what it said of the end could not be written down.
    func takeBackLost(by request: ClaimRequest) async {
        guard let life = request.life else { return }
        let lost = OutcomeReport(.retry, reason: "its worker could not take it.")
        for lease in state.withLock({ $0.leases.held(by: request.worker, life: life) }) {
            do {
                // A job that never arrives is not lent for ever.
                try await end(lease, lease.attempt > 3 ? lost : OutcomeReport(.released))
            } catch let error as JobStoreError where error.isOfDisk {
                // The worker is there, and so its job is not lost; that is tried again when it asks again.
                _ = try? await store.heartbeat(lease, lease: settings.lease)
            } catch {}
        }
    }
}

extension JobStoreError {
    /// Whether nothing is wrong but the disk.
    var isOfDisk: Bool {
        switch self {
        case .full, .io: true
        default: false
        }
    }
}
