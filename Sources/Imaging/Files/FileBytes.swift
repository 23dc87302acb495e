#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension ImageFile {
    /// Most bytes of a file that are read unless told otherwise: 512 MiB.
    public static let defaultByteLimit = 1 << 29

    /// The bytes of a file that should be a picture's.
    ///
    /// - Throws: `ImagingError.cannotRead` if there is none, if it is no plain file, or if it has
    ///   more than `limit` bytes.
    public static func bytes(
        of path: String, limit: Int = defaultByteLimit
    ) throws(ImagingError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotRead(path: path, reason: "it is no plain file")
        }
        guard status.st_size <= limit else {
            throw .cannotRead(path: path, reason: "it has more than \(limit) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure(path) }
            if got == 0 { break }
            count += got
        }
        bytes.removeSubrange(count...)
        return bytes
    }

    private static func failure(_ path: String) -> ImagingError {
        .cannotRead(path: path, reason: String(cString: strerror(errno)))
    }
}
