import Logging
import Synchronization

@testable import Server

/// A log that is kept.
final class LogLines: LogSink {
    private let kept = Mutex<[[UInt8]]>([])

    func write(_ line: [UInt8]) { kept.withLock { $0.append(line) } }

    /// The lines, with their line feeds.
    var all: [[UInt8]] { kept.withLock(\.self) }

    /// The lines as texts.
    var texts: [String] { all.map { String(decoding: $0, as: UTF8.self) } }

    /// A logger whose lines are kept here.
    var logger: Logger {
        Logger(label: "test") { [self] _ in
            TerminalLogHandler(sink: self, now: { Timestamp(milliseconds: 0) })
        }
    }
}
