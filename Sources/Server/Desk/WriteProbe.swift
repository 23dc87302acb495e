import Jobs
import Logging

/// Whether the data folder has room and can be written, tried every few seconds at most, however many ask.
///
/// Everybody may ask, and each try writes to the disk in the lane in which results are stored.
actor WriteProbe {
    /// How long it holds that the folder can be written: each try takes the lane for some milliseconds, in which
    /// others wait to store something.
    static let fitness = Duration.seconds(5)
    /// How long it holds that it cannot: then there is nothing to wait for.
    static let failing = Duration.seconds(1)

    private let tryWriting: @Sendable () async throws(JobStoreError) -> Void
    private let now: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger
    /// The last answer, with the moment from which it holds.
    private var last: (moment: ContinuousClock.Instant, failure: JobStoreError?)?
    /// The try that runs.
    private var running: Task<JobStoreError?, Never>?

    /// - Parameters:
    ///   - now: the clock.
    ///   - tryWriting: throws why the folder cannot be written.
    init(
        logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        tryWriting: @escaping @Sendable () async throws(JobStoreError) -> Void
    ) {
        self.logger = logger
        self.now = now
        self.tryWriting = tryWriting
    }

    /// Why the folder cannot be written; `nil` if it can.
    var failure: JobStoreError? {
        get async {
            if let last, now() - last.moment < (last.failure == nil ? Self.fitness : Self.failing) {
                return last.failure
            }
            if let running { return await running.value }
            let task = Task { await outcome() }
            running = task
            return await task.value
        }
    }

    private func outcome() async -> JobStoreError? {
        var failure: JobStoreError?
        do throws(JobStoreError) { try await tryWriting() } catch { failure = error }
        report(failure)
        last = (now(), failure)
        running = nil
        return failure
    }

    /// Tells the log what has changed.
    private func report(_ failure: JobStoreError?) {
        if let failure, failure != last?.failure {
            logger.error(
                "the data folder cannot be written; no job is lent until it can",
                metadata: ["error": "\(failure)"])
        } else if failure == nil, last?.failure != nil {
            logger.notice("the data folder can be written again; jobs are lent")
        }
    }
}
