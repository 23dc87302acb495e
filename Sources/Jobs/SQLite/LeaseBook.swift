import Synchronization

/// Until when each lease is good. Kept in memory: renewing costs no write, and a restart takes all
/// jobs back anyway.
final class LeaseBook: Sendable {
    /// A lease and what is known of it.
    struct Term {
        fileprivate let lease: Lease
        fileprivate var end: Duration
        fileprivate var cancelRequested = false
    }

    private let terms = Mutex<[JobID: Term]>([:])

    func grant(_ lease: Lease, until end: Duration) {
        terms.withLock { $0[lease.job] = Term(lease: lease, end: end) }
    }

    func renew(_ lease: Lease, until end: Duration) -> LeaseStatus {
        terms.withLock { terms in
            guard var term = terms[lease.job], term.lease == lease else { return .lost }
            term.end = end
            terms[lease.job] = term
            return term.cancelRequested ? .cancelRequested : .held
        }
    }

    func requestCancel(_ job: JobID) {
        terms.withLock { $0[job]?.cancelRequested = true }
    }

    /// Forgets a lease, if it is still the job's.
    func drop(_ lease: Lease) {
        terms.withLock { terms in
            if terms[lease.job]?.lease == lease { terms[lease.job] = nil }
        }
    }

    func holds(_ job: JobID) -> Bool {
        terms.withLock { $0[job] != nil }
    }

    /// The leases that ended before now.
    func expired(at now: Duration) -> [Lease] {
        terms.withLock { terms in terms.values.filter { $0.end < now }.map(\.lease) }
    }

    /// Takes a lease out if it ended before now; one that was renewed since it was looked at stays.
    func takeIfExpired(_ lease: Lease, at now: Duration) -> Term? {
        terms.withLock { terms in
            guard let term = terms[lease.job], term.lease == lease, term.end < now else {
                return nil
            }
            terms[lease.job] = nil
            return term
        }
    }

    /// Puts a lease back that was taken out, unless its job has another by now.
    func putBack(_ term: Term) {
        terms.withLock { terms in
            if terms[term.lease.job] == nil { terms[term.lease.job] = term }
        }
    }
}
