#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Size and time of last change of a file, by which a changed file is known.
package struct FileStamp: Sendable, Hashable {
    /// Bytes of the file.
    package let size: Int
    /// Time of the last change, in whole seconds since 1970.
    package let seconds: Int
    /// The rest of that time, in nanoseconds.
    package let nanoseconds: Int
}

/// A regular file that is open for reading, and closed when this goes.
package struct OpenFile: ~Copyable {
    /// The path by which the file was opened.
    package let path: String
    /// What the file was when it was opened.
    package let stamp: FileStamp
    private let descriptor: Int32

    /// Opens a file. Anything but a regular file is refused, without waiting for what a pipe or a
    /// device would do.
    package init(_ path: String) throws(CheckpointError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: lastSystemError()) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let reason = lastSystemError()
            close(descriptor)
            throw .unreadable(path: path, reason: reason)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path: path)
        }
        self.path = path
        self.descriptor = descriptor
        stamp = FileStamp(status)
    }

    deinit { close(descriptor) }

    /// Reads bytes from a place in the file; fewer only where the file ends.
    package func read(_ count: Int, at offset: Int) throws(CheckpointError) -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let base = buffer.baseAddress {
                let got = unsafe pread(
                    descriptor, base + filled, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                failed = got < 0
                guard got > 0 else { break }
                filled += got
            }
        }
        guard !failed else { throw .unreadable(path: path, reason: lastSystemError()) }
        return bytes
    }

    /// Maps the whole file into memory.
    func map() throws(CheckpointError) -> MappedFile {
        let start = unsafe mmap(nil, stamp.size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else {
            throw .unreadable(path: path, reason: lastSystemError())
        }
        return unsafe MappedFile(start: start, count: stamp.size)
    }
}

extension FileStamp {
    fileprivate init(_ status: stat) {
        #if canImport(Darwin)
        let changed = status.st_mtimespec
        #else
        let changed = status.st_mtim
        #endif
        self.init(
            size: Int(status.st_size), seconds: changed.tv_sec, nanoseconds: changed.tv_nsec)
    }
}

/// What the system says of the call that just failed.
private func lastSystemError() -> String {
    unsafe String(cString: strerror(errno))
}
