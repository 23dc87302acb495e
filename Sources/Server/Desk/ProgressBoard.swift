import Synchronization
import WorkerAPI

/// What is known of jobs that run and is not worth keeping: how far they are, previews, orders for
/// their workers, and who follows them.
final class ProgressBoard: Sendable {
    /// What is known of one try at a job.
    struct Entry: Sendable {
        /// The number of the try.
        let attempt: Int
        /// Images that the job makes.
        let images: Int
        var report = ProgressReport()
        var startedAt = ContinuousClock.now
        /// The latest preview of each image, as JPEG.
        var previews: [Int: [UInt8]] = [:]
        /// Counts previews of the job.
        var previewNumber = 0
        /// Which of them the latest preview of each image is.
        var previewNumbers: [Int: Int] = [:]
        /// How often "skip" was asked for.
        var skips = 0
        /// The batch that was present when it was asked for last.
        var skipped: ProgressReport.Batch?
        /// Whether, when it is called off, what is unfinished is kept as it is.
        var keepsUnfinished = false

        /// Whether "skip" was asked for of the batch that is present.
        var isSkipped: Bool { skipped == report.batch }

        /// Takes the latest preview of an image of the job.
        mutating func show(_ preview: [UInt8], of image: Int) {
            guard (0..<images).contains(image) else { return }
            // The batches before have shown their pictures.
            if previews[image] == nil, previews.count >= Self.previewLimit {
                (previews, previewNumbers) = ([:], [:])
            }
            previewNumber += 1
            previews[image] = preview
            previewNumbers[image] = previewNumber
        }

        /// Previews that are kept of a job.
        private static let previewLimit = 64
    }

    private struct Board {
        var entries: [String: Entry] = [:]
        var bells: [String: (bell: Bell, followers: Int)] = [:]
        /// Those who follow all jobs.
        var feeds: [ObjectIdentifier: Feed] = [:]
    }

    private let board = Mutex(Board())

    /// What is known of a job; `nil` if it does not run.
    func entry(_ job: String) -> Entry? { board.withLock { $0.entries[job] } }

    /// The jobs that run.
    var running: [String: Entry] { board.withLock { $0.entries } }

    /// A try at a job begins.
    func begin(_ job: String, attempt: Int, images: Int) {
        board.withLock { $0.entries[job] = Entry(attempt: attempt, images: images) }
        ring(job)
    }

    /// Changes what is known of a job that runs.
    ///
    /// - Parameter attempt: the try of which something is said; of an earlier one nothing is taken. `nil` is whichever runs.
    func update(_ job: String, attempt: Int? = nil, _ change: (inout Entry) -> Void) {
        let isKnown = board.withLock { board in
            guard var entry = board.entries[job], entry.attempt == attempt ?? entry.attempt else {
                return false
            }
            change(&entry)
            board.entries[job] = entry
            return true
        }
        if isKnown { ring(job) }
    }

    /// A try has ended; an entry of a later one stays.
    func end(_ job: String, attempt: Int) {
        board.withLock { board in
            if board.entries[job]?.attempt == attempt { board.entries[job] = nil }
        }
        ring(job)
    }

    /// Tells those who follow a job that something has changed.
    func ring(_ job: String) {
        let (bell, feeds) = board.withLock { ($0.bells[job]?.bell, Array($0.feeds.values)) }
        bell?.ring()
        for feed in feeds { feed.touch(job) }
    }

    /// Wakes all who follow a job or all of them.
    func ringAll() {
        let bells = board.withLock { $0.bells.values.map(\.bell) + $0.feeds.values.map(\.bell) }
        for bell in bells { bell.ring() }
    }

    /// The jobs that have changed since one who follows all of them has looked.
    final class Feed: Sendable {
        /// Rings at each change.
        let bell = Bell()
        private let touched = Mutex<Set<String>>([])

        /// A job has changed.
        func touch(_ job: String) {
            touched.withLock { _ = $0.insert(job) }
            bell.ring()
        }

        /// The jobs that have changed since this was asked last.
        func take() -> Set<String> {
            touched.withLock { jobs in
                defer { jobs = [] }
                return jobs
            }
        }
    }

    /// Follows all jobs while `body` runs.
    func followingAll<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Feed) async throws -> Result
    ) async rethrows -> Result {
        let feed = Feed()
        board.withLock { $0.feeds[ObjectIdentifier(feed)] = feed }
        defer { board.withLock { _ = $0.feeds.removeValue(forKey: ObjectIdentifier(feed)) } }
        return try await body(feed)
    }

    /// Follows a job while `body` runs: the bell rings at each change.
    func following<Result>(
        _ job: String, isolation: isolated (any Actor)? = #isolation,
        _ body: (Bell) async throws -> Result
    ) async rethrows -> Result {
        let bell = board.withLock { board in
            let entry = board.bells[job] ?? (Bell(), 0)
            board.bells[job] = (entry.bell, entry.followers + 1)
            return entry.bell
        }
        defer {
            board.withLock { board in
                guard let entry = board.bells[job] else { return }
                board.bells[job] = entry.followers > 1 ? (entry.bell, entry.followers - 1) : nil
            }
        }
        return try await body(bell)
    }
}
