package import Checkpoints
import Synchronization

/// Reports of model files, made once for each file as long as it does not change.
///
/// Headers alone are read. A diffusers folder, which has no time of change of its own, is read each time.
package final class ReportCache: Sendable {
    private struct Entry {
        let stamp: FileStamp
        let report: Result<FileReport, CheckpointError>
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Knows nothing yet.
    package init() {}

    /// The report of a file.
    ///
    /// - Throws: `CheckpointError` if it cannot be read.
    package func report(of path: String) throws(CheckpointError) -> FileReport {
        let stamp = (try? OpenFile(path))?.stamp
        if let stamp, let known = entries.withLock({ $0[path] }), known.stamp == stamp {
            return try known.report.get()
        }
        let report = Result { () throws(CheckpointError) in
            FileReport(Fingerprint(try CheckpointFile(opening: path)))
        }
        if let stamp { entries.withLock { $0[path] = Entry(stamp: stamp, report: report) } }
        return try report.get()
    }

    /// Forgets the files that are not among these.
    package func keep(_ paths: some Sequence<String>) {
        let paths = Set(paths)
        entries.withLock { entries in entries = entries.filter { paths.contains($0.key) } }
    }
}
