#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file's bytes, mapped into memory for as long as this lives: read from the disk when touched,
/// never written.
///
/// If another program cuts the file short meanwhile, touching the lost bytes ends the process. So
/// map files only where that does no harm, in a worker and not in a server.
@safe public final class MappedFile: @unchecked Sendable {
    private let start: UnsafeMutableRawPointer
    private let count: Int

    /// The file's bytes from its first. The pointer is valid while this object lives.
    ///
    /// A tensor's bytes need not be aligned to its type: load them with `loadUnaligned`, or copy.
    public var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Takes over a mapping.
    @unsafe init(start: UnsafeMutableRawPointer, count: Int) {
        unsafe self.start = start
        self.count = count
    }

    deinit { unsafe munmap(start, count) }
}
