package import Logging

/// A log for a person at a terminal: `14:03:22.123 info Job accepted. job_id=… images=4`, in UTC.
///
/// Each event is one line: what would break it or steer the terminal is escaped.
package struct TerminalLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let sink: any LogSink
    private let now: @Sendable () -> Timestamp

    package init(
        sink: any LogSink = StandardErrorSink.shared,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.sink = sink
        self.now = now
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = LogText.metadata(of: event, handler: metadata, provider: metadataProvider)
        let pairs = all.sorted { $0.key < $1.key }.map { key, value in
            " " + LogText.plain(key) + "=" + Self.quoted(LogText.plain(value.description))
        }
        let line =
            "\(now().time) \(event.level.rawValue) \(LogText.plain(event.message.description))"
            + pairs.joined() + "\n"
        sink.write(Array(line.utf8))
    }

    private static func quoted(_ value: String) -> String {
        value.contains(" ") || value.isEmpty ? "\"\(value)\"" : value
    }
}
