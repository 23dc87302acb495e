import Checkpoints
import Crypto
import Imaging
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The SHA-256 of model files and of the models in them, computed once and kept in a file: by path,
/// size and time of change.
///
/// Several programs may share the file. It is replaced as a whole; if two write at once, one may
/// lose what the other found, which is then computed again. A damaged file counts as empty.
public final class HashCache: Sendable {
    /// Where the hashes are kept.
    public let file: String

    private let known = Mutex(Known())
    /// Files that are being hashed: who wants one of them waits for its hash and does not read it too.
    private let turns = Turns()

    private struct Known {
        /// What the file was when it was read; `nil` while it is not there.
        var stamp: FileStamp?
        var hashes: [String: Entry] = [:]
    }

    private struct Entry: Codable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int
        let sha256: String

        func holds(for stamp: Stamp) -> Bool {
            size == stamp.size && seconds == stamp.seconds && nanoseconds == stamp.nanoseconds
                && sha256.utf8.count == 64 && sha256.allSatisfy(\.isHexDigit)
        }
    }

    /// What tells a changed file: size and time of change, of several files their sum and the latest.
    struct Stamp {
        private(set) var size = 0
        private(set) var seconds = Int.min
        private(set) var nanoseconds = 0

        init(_ stamps: [FileStamp]) {
            for stamp in stamps {
                size = size.addingReportingOverflow(stamp.size).partialValue
                guard (seconds, nanoseconds) < (stamp.seconds, stamp.nanoseconds) else { continue }
                (seconds, nanoseconds) = (stamp.seconds, stamp.nanoseconds)
            }
        }
    }

    /// The cache in a file, which need not be there yet.
    ///
    /// - Parameter file: By default `kiln/hashes.json` in `$XDG_CACHE_HOME` or `~/.cache`.
    public init(file: String = HashCache.defaultFile()) { self.file = file }

    /// The user's own cache.
    ///
    /// - Parameter environment: The variables of the environment.
    public static func defaultFile(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        let caches = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        return (caches ?? home + "/.cache") + "/kiln/hashes.json"
    }
}

extension HashCache {
    /// The SHA-256 of a file in 64 hexadecimal digits, if it is known; nothing is computed.
    public func cached(_ path: String) -> String? {
        guard let file = try? OpenFile(path) else { return nil }
        return cached(FileStatus.realPath(path), Stamp([file.stamp]))
    }

    /// What is kept under a key for files that are as they were then.
    func cached(_ key: String, _ stamp: Stamp) -> String? {
        known.withLock { known in
            refresh(&known)
            return known.hashes[key].flatMap { $0.holds(for: stamp) ? $0.sha256 : nil }
        }
    }

    /// The SHA-256 of a file in 64 hexadecimal digits, computed and kept if it is not known.
    ///
    /// That the cache cannot be written is no error: the hash is then computed again next time.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - start: The first byte that counts.
    ///   - isCancelled: Asked between reads.
    ///   - progress: Told the bytes of each read.
    /// - Throws: `CheckpointError` if the file cannot be read or changes meanwhile;
    ///   `CancellationError`.
    public func sha256(
        _ path: String, from start: Int = 0, isCancelled: () -> Bool = { Task.isCancelled },
        progress: (_ bytes: Int) -> Void = { _ in }
    ) throws -> String {
        let file = try OpenFile(path)
        // No real path has two slashes together, so that no file is called so.
        let key = FileStatus.realPath(path) + (start == 0 ? "" : "//\(start)")
        let stamp = Stamp([file.stamp])
        if let hash = cached(key, stamp) { return hash }
        if isCancelled() { throw CancellationError() }
        return try turns.taking(key) {
            if let hash = cached(key, stamp) { return hash }
            let hash = try Self.digest(
                of: file, from: start, isCancelled: isCancelled, progress: progress)
            guard try OpenFile(path).stamp == file.stamp else {
                throw CheckpointError.changed(path: path)
            }
            keep(hash, under: key, stamp)
            return hash
        }
    }

    private static func digest(
        of file: borrowing OpenFile, from start: Int, isCancelled: () -> Bool,
        progress: (Int) -> Void
    ) throws -> String {
        let chunk = 2 << 20
        var hasher = SHA256()
        var offset = start
        while offset < file.stamp.size {
            if isCancelled() { throw CancellationError() }
            let bytes = try file.read(min(chunk, file.stamp.size - offset), at: offset)
            guard !bytes.isEmpty else { throw CheckpointError.changed(path: file.path) }
            bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            offset += bytes.count
            progress(bytes.count)
        }
        return hex(hasher.finalize())
    }

    /// Bytes as hexadecimal digits.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

// MARK: - The file

extension HashCache {
    /// Reads the file again if it is not the one that was read last.
    private func refresh(_ known: inout Known) {
        guard let file = try? OpenFile(file) else { return }
        guard known.stamp != file.stamp else { return }
        known.stamp = file.stamp
        let bytes = (try? file.read(file.stamp.size, at: 0)) ?? []
        let read = try? JSONDecoder().decode([String: Entry].self, from: Data(bytes))
        known.hashes.merge(read ?? [:]) { $1 }
    }

    /// Keeps a hash under a key, for files that are as they are now.
    func keep(_ hash: String, under key: String, _ stamp: Stamp) {
        known.withLock { known in
            refresh(&known)
            known.hashes[key] = Entry(
                size: stamp.size, seconds: stamp.seconds, nanoseconds: stamp.nanoseconds,
                sha256: hash)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            guard let json = try? encoder.encode(known.hashes) else { return }
            try? FileManager.default.createDirectory(
                atPath: file.folder, withIntermediateDirectories: true)
            try? AtomicFile.write([UInt8](json), to: file)
        }
    }
}
