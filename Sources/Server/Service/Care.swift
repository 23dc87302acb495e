import Foundation
import Jobs
import Logging

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
        policy.rowBytes = 2 << 30
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
