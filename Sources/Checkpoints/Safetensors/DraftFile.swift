#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file on its way: written beside its place under another name, so that at its place it is there
/// whole or not at all.
///
/// Whoever looks there sees the old file or the new one, also after a crash in between. A draft that
/// goes without having been put in place is removed.
struct DraftFile: ~Copyable {
    private let path: String
    private let draft: String
    private let descriptor: Int32
    private var isPlaced = false

    /// A draft for the file at a path, in the same folder.
    ///
    /// - Throws: `ConversionError.cannotWrite`.
    init(for path: String) throws(ConversionError) {
        let number = String(UInt64.random(in: 0...(.max)), radix: 36)
        let draft = Self.folder(of: path) + ".draft-" + number
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.path = path
        self.draft = draft
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if !isPlaced { unsafe unlink(draft) }
    }

    /// Writes bytes after those before.
    ///
    /// - Throws: `ConversionError.cannotWrite`, for a full disk as well.
    func append(_ bytes: UnsafeRawBufferPointer) throws(ConversionError) {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
            let count = unsafe write(descriptor, part.baseAddress, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(path) }
            unsafe rest = rest.dropFirst(count)
        }
    }

    /// Forces the draft to the disk and puts it in its place, where it replaces what was there.
    ///
    /// - Throws: `ConversionError.cannotWrite`; what was there stays then.
    mutating func place() throws(ConversionError) {
        guard fsync(descriptor) == 0, unsafe rename(draft, path) == 0 else {
            throw Self.failure(path)
        }
        isPlaced = true
        let folder = Self.folder(of: path)
        let place = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard place >= 0 else { return }
        // Some file systems cannot force a folder to the disk; the file itself is there.
        fsync(place)
        close(place)
    }

    /// The path up to and with its last slash.
    private static func folder(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
    }

    /// What the system says of the call that just failed.
    private static func failure(_ path: String) -> ConversionError {
        .cannotWrite(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
