import Logging
import Wire

/// What both forms of the log share.
enum LogText {
    /// The most Unicode scalars of one text of an event; the rest is cut off. (One character may have any number.)
    static let limit = 8_192
    /// How deeply lists and dictionaries of metadata are followed.
    static let depthLimit = 8

    /// The metadata of an event: its own before the handler's before the provider's, and its error.
    static func metadata(
        of event: LogEvent, handler: Logger.Metadata, provider: Logger.MetadataProvider?
    ) -> Logger.Metadata {
        var all = provider?.get() ?? [:]
        all.merge(handler) { _, new in new }
        all.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error, all["error"] == nil {
            all["error"] = .string(String(describing: error))
        }
        return all
    }

    static func bounded(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard text.utf8.count > limit,
            let end = scalars.index(
                scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return text[..<end] + "…"
    }

    /// The text on one line of printable characters.
    static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in bounded(text).unicodeScalars {
            if scalar.misleads {
                plain += scalar.escaped(asASCII: true)
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// Metadata as JSON: texts, lists and objects, no deeper than `depthLimit`.
    static func object(_ metadata: Logger.Metadata, depth: Int) -> JSONObject {
        JSONObject(
            metadata.sorted { $0.key < $1.key }.map { (bounded($0), element($1, depth: depth)) })
    }

    private static func element(_ value: Logger.MetadataValue, depth: Int) -> JSONValue {
        switch value {
        case .string(let text): .string(bounded(text))
        case .stringConvertible(let value): .string(bounded(value.description))
        case _ where depth >= depthLimit: "…"
        case .dictionary(let inner): .object(object(inner, depth: depth + 1))
        case .array(let elements): .array(elements.map { element($0, depth: depth + 1) })
        }
    }
}
