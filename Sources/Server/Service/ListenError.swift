#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Why an address cannot be listened on.
package struct ListenError: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let errno: Int32

    /// One sentence that says what is wrong and what would be right.
    package var description: String {
        switch errno {
        case EADDRINUSE:
            "port \(port) of \(host) is used by another program; give another with --port."
        case EACCES:
            "port \(port) is for the system's own programs; give one above 1023 with --port."
        case EADDRNOTAVAIL:
            "\(host) is no address of this machine; give one with --host."
        default: "\(host):\(port) cannot be listened on: \(String(cString: strerror(errno)))."
        }
    }
}
