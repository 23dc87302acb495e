import Jobs

/// Jobs that wait and that workers have given back, as ones that they cannot do.
struct Refusals {
    /// A life of a worker: the next one may have other models.
    struct Life: Hashable, Sendable {
        let worker: String
        let life: String?
    }

    /// What is known of one job.
    private struct Refused {
        /// Its number in the store.
        let number: Int64
        /// When it was given back first.
        let since: ContinuousClock.Instant
        /// Why it was, by whom.
        var reasons: [Life: String] = [:]
    }

    private var jobs: [JobID: Refused] = [:]
    /// Jobs that one life of a worker gives back before it is lent no more.
    static let limit = 1_000
    /// Workers whose reasons are told.
    private static let told = 5

    /// A worker has given a job back.
    mutating func add(_ reason: String, of job: JobID, number: Int64, by life: Life) {
        jobs[job, default: Refused(number: number, since: .now)].reasons[life] = reason
    }

    /// A job has ended.
    mutating func forget(_ job: JobID) { jobs[job] = nil }

    /// The numbers of the jobs that are left to others than a worker that cannot do them. A job is not, any more, when all
    /// workers that live have given it back and none has come for a while that has not.
    func leftToOthers(
        by life: Life, among living: Set<Life>, since moment: ContinuousClock.Instant
    ) -> Set<Int64> {
        Set(
            jobs.values.lazy.filter { job in
                job.reasons[life] != nil
                    && (job.since > moment || living.contains { job.reasons[$0] == nil })
            }.map(\.number))
    }

    /// Why a job cannot be done, as a worker has said and others did; `nil` if that one has said nothing.
    func verdict(on job: JobID, by life: Life) -> String? {
        guard let reasons = jobs[job]?.reasons, reasons[life] != nil else { return nil }
        let words = reasons.map { "\($0.worker): \($1.prefix(300))" }.sorted()
        let rest = words.count > Self.told ? "; and \(words.count - Self.told) more" : ""
        return "no worker can do this job: " + words.prefix(Self.told).joined(separator: "; ")
            + rest
    }
}
