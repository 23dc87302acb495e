import Synchronization

/// Which models each worker holds, as far as it told or as its last job shows. Kept in memory: it only
/// makes a claim wiser, and after a restart the workers tell it again.
final class WorkerBook: Sendable {
    private struct Entry {
        var models: Set<String>
        /// Until when the worker is taken for alive without another word.
        var end: Duration
    }

    /// A worker that waits for a job asks at least this often.
    static let silence = Duration.seconds(5)

    private let entries = Mutex<[WorkerID: Entry]>([:])

    /// A worker asks for a job, and tells what it holds.
    func asks(_ worker: WorkerID, holding models: Set<String>, at now: Duration) {
        entries.withLock { entries in
            entries = entries.filter { $0.value.end >= now }
            entries[worker] = Entry(models: models, end: now + Self.silence)
        }
    }

    /// A worker was given a job, and so reads the models that it needs.
    func takes(_ worker: WorkerID, _ models: [String], until end: Duration) {
        entries.withLock { entries in
            entries[worker]?.models.formUnion(models)
            entries[worker]?.end = end
        }
    }

    /// A worker said that it is at work until its lease ends.
    func works(_ worker: WorkerID, until end: Duration) {
        entries.withLock { entries in entries[worker]?.end = end }
    }

    /// A worker is done with a job, and about to ask for the next one.
    func finishes(_ worker: WorkerID, at now: Duration) { works(worker, until: now + Self.silence) }

    /// A worker died or ends.
    func leaves(_ worker: WorkerID) { entries.withLock { $0[worker] = nil } }

    /// How many of the other workers hold a model.
    func holders(besides worker: WorkerID, at now: Duration) -> [String: Int] {
        entries.withLock { entries in
            var counts: [String: Int] = [:]
            for (other, entry) in entries where other != worker && entry.end >= now {
                for model in entry.models { counts[model, default: 0] += 1 }
            }
            return counts
        }
    }
}
