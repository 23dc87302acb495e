import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Files that are there whole or not at all.
public enum AtomicFile {
    /// How the names of files begin that are not whole yet.
    private static let draftPrefix = ".draft-"

    /// Writes a file under another name in the same folder, forces it to the disk, renames it and forces its name to
    /// the disk, where the file system can do so.
    ///
    /// Whoever looks sees the old file or the new one, also after a crash in between.
    ///
    /// - Throws: `ImagingError.cannotWrite`; nothing new is left in the folder then.
    public static func write(_ bytes: [UInt8], to path: String) throws(ImagingError) {
        let draft =
            folder(of: path) + draftPrefix + String(UInt64.random(in: 0...(.max)), radix: 36)
        let file = uninterrupted { open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
        guard file >= 0 else { throw .cannotWrite(path: path, reason: reason(errno)) }
        var failure = put(bytes, into: file) && uninterrupted { fsync(file) } == 0 ? 0 : errno
        if close(file) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(draft, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(draft)
            throw .cannotWrite(path: path, reason: reason(failure))
        }
        syncFolder(of: path)
    }

    /// Removes what a crash has left of files that were being written. Nobody may write to the folder meanwhile.
    package static func removeDrafts(in folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(draftPrefix) { unlink(folder + "/" + name) }
    }

    /// Forces the names in a file's folder to the disk. Some file systems of networks cannot; the file is whole there
    /// too.
    private static func syncFolder(of path: String) {
        let folder = folder(of: path)
        let file = uninterrupted { open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC) }
        guard file >= 0 else { return }
        _ = uninterrupted { fsync(file) }
        close(file)
    }

    /// The path up to and with its last slash.
    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[...slash])
    }

    private static func reason(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

/// A call of the system, made again as long as a signal interrupts it.
private func uninterrupted<Result: BinaryInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        guard result < 0, errno == EINTR else { return result }
    }
}

/// Hands all bytes to an open file, however many the system takes at once.
private func put(_ bytes: [UInt8], into file: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = uninterrupted {
                write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            }
            guard count >= 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
