import Jobs
import Synchronization
import Testing

/// Copies of a data folder, each with the jobs that had been accepted by then.
final class Snapshots: Sendable {
    struct Snapshot: Sendable {
        let folder: TestFolder
        let accepted: Set<JobID>
    }

    private let list = Mutex<[Snapshot]>([])

    var taken: [Snapshot] { list.withLock { $0 } }

    func take(_ folder: TestFolder, _ accepted: Set<JobID>) {
        do {
            let copy = try folder.copyIfThere()
            list.withLock { $0.append(Snapshot(folder: copy, accepted: accepted)) }
        } catch {
            Issue.record("no copy: \(error)")
        }
    }
}
