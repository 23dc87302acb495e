import Foundation
import Jobs
import Logging
import Synchronization

/// Looks after the store while the service runs.
struct Care: Sendable {
    let desk: JobDesk
    let settings: ServiceSettings
    let logger: Logger

    /// Gives up, every minute, what is not to be kept.
    func run() async {
        var policy = RetentionPolicy()
        policy.images = settings.retention.images
        policy.bytes = settings.retention.bytes
        policy.age = settings.retention.days.map { .seconds(86_400 * $0) }
        policy.jobs = 100_000
        while !Task.isCancelled {
            do {
                try await desk.store.retain(policy)
                desk.measures.queue(try await desk.store.counts())
            } catch {
                logger.error("old results cannot be given up", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(60))
        }
    }
}

/// When workers were heard of.
final class WorkerPresence: Sendable {
    private let heard = Mutex<[String: ContinuousClock.Instant]>([:])

    /// A worker asks for jobs, or says how far it is.
    func hear(_ worker: String) {
        heard.withLock { heard in
            heard[worker] = .now
            if heard.count > 1000 { heard = heard.filter { Self.isRecent($0.value) } }
        }
    }

    /// Workers that were heard of within a minute.
    var count: Int { heard.withLock { $0.values.count { Self.isRecent($0) } } }

    private static func isRecent(_ instant: ContinuousClock.Instant) -> Bool {
        ContinuousClock.now - instant < .seconds(60)
    }
}
