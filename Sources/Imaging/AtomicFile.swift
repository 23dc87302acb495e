#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Files that are there whole or not at all.
public enum AtomicFile {
    /// Writes a file under another name in the same folder, forces it to the disk and renames it.
    ///
    /// Whoever looks sees the old file or the new one, also after a crash in between.
    ///
    /// - Throws: `ImagingError.cannotWrite`; nothing new is left in the folder then.
    public static func write(_ bytes: [UInt8], to path: String) throws(ImagingError) {
        let draft = folder(of: path) + ".draft-" + String(UInt64.random(in: 0...(.max)), radix: 36)
        let file = uninterrupted { open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
        guard file >= 0 else { throw .cannotWrite(path: path, reason: reason(errno)) }
        var failure = put(bytes, into: file) && uninterrupted { fsync(file) } == 0 ? 0 : errno
        if close(file) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(draft, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(draft)
            throw .cannotWrite(path: path, reason: reason(failure))
        }
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
