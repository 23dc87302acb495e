/// Where a job stands. The last four are ends: a job in one of them stays there.
package enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
    /// It waits for a worker.
    case queued
    /// A worker holds a lease on it.
    case running
    /// All its images are stored.
    case done
    /// It cannot be done, and another attempt would not change that.
    case failed
    /// Someone called it off.
    case cancelled
    /// It failed three times, or its workers died of it, and is not tried again.
    case quarantined

    /// Whether nothing more happens to the job.
    package var isFinal: Bool {
        switch self {
        case .queued, .running: false
        case .done, .failed, .cancelled, .quarantined: true
        }
    }
}
