/// Which of the jobs that wait is claimed next.
struct ClaimOrder {
    /// So many jobs are looked at.
    static let lookAhead = 32
    /// A job that has waited longer than this, in milliseconds, comes first.
    static let patience: Int64 = 60_000
    /// Every so many claims go to the job that has waited longest, if it has waited too long.
    static let fairTurn = 16

    /// A job that waits.
    struct Candidate {
        let number: Int64
        let priority: Int
        /// On the steady scale, in milliseconds.
        let queuedAt: Int64
        /// The model that it needs next; `nil` if it needs none.
        let model: String?
    }

    let resident: Set<String>
    /// On the steady scale, in milliseconds.
    let now: Int64

    /// Whether a job that waits since a moment has waited for longer than it should.
    func hasWaitedTooLong(since queuedAt: Int64) -> Bool { now - queuedAt > Self.patience }

    func first(of candidates: [Candidate]) -> Candidate? {
        candidates.min { rank($0) < rank($1) }
    }

    private func rank(_ candidate: Candidate) -> (Int, Int, Int, Int64) {
        let isResident = candidate.model.map(resident.contains) ?? true
        return (
            hasWaitedTooLong(since: candidate.queuedAt) ? 0 : 1, isResident ? 0 : 1,
            -candidate.priority,
            candidate.number
        )
    }
}
