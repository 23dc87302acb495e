#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A system call's refusal.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The value of `errno`.
    package let code: Int32

    package init(code: Int32) { self.code = code }

    package static let noSpace = SystemError(code: ENOSPC)
    package static let failed = SystemError(code: EIO)
    package static let interrupted = SystemError(code: EINTR)
    package static let exists = SystemError(code: EEXIST)
    package static let missing = SystemError(code: ENOENT)

    /// Whether there is no room, on the disk or under a quota.
    package var isFull: Bool { code == ENOSPC || code == EDQUOT }

    package var description: String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }

    /// The result of a call that gives -1 and sets `errno` when it fails.
    static func check<Count: SignedInteger>(_ result: Count) throws(SystemError) -> Count {
        guard result >= 0 else { throw SystemError(code: errno) }
        return result
    }
}
