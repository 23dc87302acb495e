/// Which of the jobs that wait a worker is given.
///
/// A model that is in a worker's memory saves the time of reading one, which is about as long as a job
/// takes. So a job goes to a worker that holds its models, and waits for one a while; but never long,
/// and what has waited too long comes before all that.
struct ClaimOrder {
    /// So many jobs are looked at.
    static let lookAhead = 32
    /// A job that has waited longer than this, in milliseconds, comes first.
    static let patience: Int64 = 60_000
    /// Every so many claims go to the job that has waited longest, if it has waited too long.
    static let fairTurn = 16
    /// So long after it began to wait, in milliseconds, a job is left to another worker that holds its
    /// model: about the time of a job, in which that worker becomes free, and of reading a model.
    static let courtesy: Int64 = 20_000
    /// For each worker that holds a model so many jobs are left; of more, one is better begun elsewhere.
    static let leftToEach = 2

    /// A job that waits.
    struct Candidate {
        let number: Int64
        let priority: Int
        /// On the steady scale, in milliseconds.
        let queuedAt: Int64
        /// The model that it needs next; `nil` if it needs none.
        let model: String?
        /// The model that it needs after that.
        let following: String?
    }

    /// The models that the worker holds.
    let resident: Set<String>
    /// How many other workers hold a model.
    let elsewhere: [String: Int]
    /// On the steady scale, in milliseconds.
    let now: Int64

    /// Whether a job that waits since a moment has waited for longer than it should.
    func hasWaitedTooLong(since queuedAt: Int64) -> Bool { now - queuedAt > Self.patience }

    /// The candidate that comes first; `nil` if all are left to other workers.
    ///
    /// - Parameter candidates: the first of the queue, in their order.
    func first(of candidates: [Candidate]) -> Candidate? {
        let queues = queues(candidates)
        return candidates.lazy.filter { !isLeft($0, queues) }
            .map { (rank($0, queues), $0) }
            .min { $0.0 < $1.0 }?.1
    }

    // MARK: -

    /// The candidates that need the same model next.
    private struct Queue {
        var count = 0
        /// Since when the first of them has waited.
        var oldest = Int64.max
    }

    private func queues(_ candidates: [Candidate]) -> [String: Queue] {
        candidates.reduce(into: [:]) { queues, candidate in
            guard let model = candidate.model else { return }
            var queue = queues[model, default: Queue()]
            queue.count += 1
            queue.oldest = min(queue.oldest, candidate.queuedAt)
            queues[model] = queue
        }
    }

    /// Whether a job is better left to another worker, which holds its model. A worker that holds nothing has nothing
    /// to lose by reading it.
    private func isLeft(_ candidate: Candidate, _ queues: [String: Queue]) -> Bool {
        guard let model = candidate.model, !resident.isEmpty, !resident.contains(model),
            (0..<Self.courtesy).contains(now - candidate.queuedAt)
        else { return false }
        let holders = elsewhere[model] ?? 0
        return holders > 0 && queues[model]?.count ?? 0 <= holders * Self.leftToEach
    }

    /// The smaller, the sooner: those that have waited too long, those whose models are resident, those
    /// whose next model is, the higher priority, the greater pressure, the lower number.
    private func rank(
        _ candidate: Candidate, _ queues: [String: Queue]
    ) -> (Int, Int, Int, Int64, Int64) {
        let isNextResident = candidate.model.map(resident.contains) ?? true
        let isFollowingResident = candidate.following.map(resident.contains) ?? true
        let warmth = isNextResident ? (isFollowingResident ? 0 : 1) : 2
        return (
            hasWaitedTooLong(since: candidate.queuedAt) ? 0 : 1, warmth, -candidate.priority,
            isNextResident ? 0 : -pressure(on: candidate.model, queues), candidate.number
        )
    }

    /// How much it is worth to read a model: ten seconds for each job that waits for it and those that
    /// the first of them has waited, shared with the other workers that hold it; in milliseconds.
    private func pressure(on model: String?, _ queues: [String: Queue]) -> Int64 {
        guard let model, let queue = queues[model] else { return 0 }
        let wish = Int64(queue.count) * 10_000 + (now - queue.oldest)
        return wish / Int64(1 + (elsewhere[model] ?? 0))
    }
}
