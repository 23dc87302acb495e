import Checkpoints
import Synchronization

/// What model files say of themselves in their headers, read once for each as long as it does not
/// change.
///
/// Of a file that says very much the longest texts are left out, and pictures always.
public final class MetadataCache: Sendable {
    private struct Entry {
        let stamp: FileStamp
        let metadata: [String: String]
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// The most that is kept of a file, in bytes of keys and values.
    static let mostBytes = 256 << 10
    /// Pictures that some programs put beside what a file says.
    private static let pictures = "ssmd_cover_images"

    /// Knows nothing yet.
    public init() {}

    /// What each of some files says; nothing where it cannot be read. Other files are forgotten.
    func metadata(of paths: [String]) -> [[String: String]] {
        let known = entries.withLock { $0 }
        var kept: [String: Entry] = [:]
        for path in paths {
            guard let stamp = (try? OpenFile(path))?.stamp else { continue }
            if let entry = known[path], entry.stamp == stamp {
                kept[path] = entry
            } else {
                kept[path] = Entry(stamp: stamp, metadata: Self.read(path))
            }
        }
        entries.withLock { $0 = kept }
        return paths.map { kept[$0]?.metadata ?? [:] }
    }

    private static func read(_ path: String) -> [String: String] {
        var metadata = (try? CheckpointFile(opening: path))?.metadata ?? [:]
        metadata[pictures] = nil
        let sizes = metadata.map { (key: $0, bytes: $0.utf8.count + $1.utf8.count) }
        var whole = sizes.reduce(0) { $0 + $1.bytes }
        for (key, bytes) in sizes.sorted(by: { ($1.bytes, $1.key) < ($0.bytes, $0.key) })
        where whole > mostBytes {
            metadata[key] = nil
            whole -= bytes
        }
        return metadata
    }
}
