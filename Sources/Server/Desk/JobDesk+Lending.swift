import Jobs
import Logging
import Synchronization
import WorkerAPI

extension JobDesk {
    /// Whether jobs are lent: not while what comes of them could not be kept. Work that is thrown away would be the
    /// jobs' third failure soon.
    func canKeepResults() async -> Bool {
        let now = ContinuousClock.now
        let (known, queued) = state.withLock { ($0.disk.known(at: now), $0.queued) }
        if let known { return known }
        // With nothing to lend the disk may rest.
        guard queued > 0 else { return true }
        var isFit = (try? await Blocking.run(settings.hasRoom)) ?? true
        if isFit { isFit = await store.isWritable() }
        if state.withLock({ [isFit] in $0.disk.learn(isFit, at: now) }) { tell(isFit) }
        return isFit
    }

    private func tell(_ isFit: Bool) {
        if isFit {
            logger.notice("the data folder can be written again; jobs are lent")
        } else {
            logger.error("the data folder is full or cannot be written; no job is lent until it can")
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
