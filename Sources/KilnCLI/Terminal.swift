import Kiln

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The program's two streams: results on stdout, everything for a person on stderr.
enum Terminal {
    /// Whether a person watches stderr.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a result line at once, so that a reader at the other end of a pipe sees it.
    static func result(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes text to stderr as it is.
    static func show(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes one sentence to stderr under the program's name.
    static func complain(_ sentence: String) { show("kiln: \(sentence.printable)\n") }

    private static func write(_ text: String, to stream: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { systemWrite(stream, $0.baseAddress, $0.count) }
            if written < 0 {
                guard errno == EINTR else { return }
                continue
            }
            bytes = bytes.dropFirst(written)
        }
    }
}

/// `write(2)`, whose plain name is taken inside `Terminal`.
private func systemWrite(_ stream: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(stream, bytes, count)
}
