import Logging

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

    static func object(_ metadata: Logger.Metadata, depth: Int) -> JSONText {
        var object = JSONText()
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let key = bounded(key)
            switch value {
            case .string(let text): object.add(key, bounded(text))
            case .stringConvertible(let value): object.add(key, bounded(value.description))
            case _ where depth >= depthLimit: object.add(key, "…")
            case .dictionary(let inner):
                object.add(key, object: self.object(inner, depth: depth + 1))
            case .array(let elements):
                object.add(key, array: elements.map { element($0, depth: depth + 1) })
            }
        }
        return object
    }

    private static func element(_ value: Logger.MetadataValue, depth: Int) -> [UInt8] {
        switch value {
        case .string(let text): JSONText.string(bounded(text))
        case .stringConvertible(let value): JSONText.string(bounded(value.description))
        case _ where depth >= depthLimit: JSONText.string("…")
        case .dictionary(let inner): object(inner, depth: depth + 1).object
        case .array(let elements): JSONText.array(elements.map { element($0, depth: depth + 1) })
        }
    }
}
