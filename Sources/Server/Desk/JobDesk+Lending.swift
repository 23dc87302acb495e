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
