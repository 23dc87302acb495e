package import Wire

/// A prompt of the web UI's API: one text for all images, or a text for each.
package enum PromptTexts: WireValue, Hashable {
    case one(String)
    case list([String])

    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        if case .array = json {
            self = .list(try [String](reading: json, manner: manner))
        } else {
            self = .one(try String(reading: json, manner: manner))
        }
    }

    package var json: JSONValue {
        switch self {
        case .one(let text): text.json
        case .list(let texts): texts.json
        }
    }

    package static func schema(_ schemas: inout WireSchemas) -> JSONValue {
        ["anyOf": [String.schema(&schemas), [String].schema(&schemas)]]
    }

    /// The texts, at least one.
    package var texts: [String] {
        switch self {
        case .one(let text): [text]
        case .list(let texts): texts.isEmpty ? [""] : texts
        }
    }
}
