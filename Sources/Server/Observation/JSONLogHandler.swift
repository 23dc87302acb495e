package import Logging
import Wire

/// A log of one JSON object a line.
///
/// ```json
/// {"time":"2026-11-25T14:03:22.123Z","level":"info","logger":"kiln.server","message":"Job accepted.",
///  "request_id":"…","job_id":"…","metadata":{"images":"4"}}
/// ```
/// `request_id`, `job_id` and `error` are there where the metadata have them; all other metadata are in `metadata`.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let sink: any LogSink
    private let now: @Sendable () -> Timestamp

    package init(
        label: String, sink: any LogSink = StandardErrorSink.shared,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.label = label
        self.sink = sink
        self.now = now
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var rest = LogText.metadata(of: event, handler: metadata, provider: metadataProvider)
        var line: JSONObject = [
            "time": .string(now().description), "level": .string(event.level.rawValue),
            "logger": .string(label),
            "message": .string(LogText.bounded(event.message.description)),
        ]
        for key in ["request_id", "job_id", "error"] {
            guard let value = rest.removeValue(forKey: key) else { continue }
            line[key] = .string(LogText.bounded(value.description))
        }
        if !rest.isEmpty { line["metadata"] = .object(LogText.object(rest, depth: 0)) }
        sink.write(JSONValue.object(line).printable + [UInt8(ascii: "\n")])
    }
}
