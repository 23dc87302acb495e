import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where finished lines of a log go.
package protocol LogSink: Sendable {
    /// - Parameter line: with its line feed.
    func write(_ line: [UInt8])
}

/// The process's standard error, one line after the other whoever writes.
package final class StandardErrorSink: LogSink {
    package static let shared = StandardErrorSink()

    private let order = Mutex(())

    /// What cannot be written is lost: a log has nobody to tell.
    package func write(_ line: [UInt8]) {
        order.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { sys_write(2, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}

#if canImport(Darwin)
private let sys_write = Darwin.write
#else
private let sys_write = Glibc.write
#endif
