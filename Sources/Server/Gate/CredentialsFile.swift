#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension Credentials {
    /// The largest file of credentials, in bytes.
    static let fileLimit = 1 << 20

    /// All that a server was given. Each source must name somebody: what names nobody was meant to keep somebody out,
    /// and would leave the server open.
    ///
    /// - Parameters:
    ///   - path: a file of credentials.
    ///   - pairs: what `KILN_API_AUTH` holds.
    /// - Throws: `GateError`.
    package init(file path: String?, pairs: String?) throws(GateError) {
        self.init()
        if let path {
            let known = try Credentials(file: path)
            guard !known.knowsNobody else { throw .nobody(source: path) }
            self = try adding(known)
        }
        if let pairs {
            let known = try Credentials(pairs: pairs)
            guard !known.knowsNobody else { throw .nobody(source: "KILN_API_AUTH") }
            self = try adding(known)
        }
    }

    /// Reads a file of credentials.
    ///
    /// The file is opened once, and what is checked is what is read. It must be closed to other users (mode 600 or
    /// 400). One that root owns for its own group may be readable by that group: so service managers hand secrets to
    /// a service, with an access list in place of the group.
    ///
    /// - Throws: `GateError`.
    package init(file path: String) throws(GateError) {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is no file")
        }
        let mode = UInt32(facts.st_mode) & 0o777
        let isHandedOut = facts.st_uid == 0 && facts.st_gid == 0
        guard mode & (isHandedOut ? 0o037 : 0o077) == 0 else {
            throw .exposedFile(path: path, mode: mode)
        }
        guard let bytes = Self.contents(of: file) else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard bytes.count <= Self.fileLimit else {
            throw .largeFile(path: path, limit: Self.fileLimit)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(path: path, reason: "it is no text in UTF-8")
        }
        try self.init(list: text)
    }

    /// The first bytes of an open file, at most one more than a list may have; nil on failure.
    private static func contents(of file: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count <= fileLimit {
            var failed = false
            let room = min(65_536, fileLimit + 1 - bytes.count)
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                let got = read(file, buffer.baseAddress, room)
                failed = got < 0
                count = max(0, got)
            }
            if failed, errno == EINTR { continue }
            if failed { return nil }
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return bytes
    }
}
