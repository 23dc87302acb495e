/// The text that tells how a picture was made, as the web UI writes it into the picture's file.
///
///     a castle by the sea
///     Negative prompt: blurry
///     Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.0, Seed: 42, …
public struct Infotext: Hashable, Sendable {
    /// What the picture should show.
    public var prompt: String
    /// What it should not show; empty leaves the line out.
    public var negativePrompt: String
    /// The entries of the last line, in order.
    public var entries: [Entry]

    /// One entry of the last line.
    public struct Entry: Hashable, Sendable {
        /// The entry's name, such as "Steps".
        public var key: String
        /// Its value, as it is meant: quotes are added where the format needs them.
        public var value: String

        /// An entry by name and value.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }

        /// The entry as written; one whose value is its own name is written as the name alone.
        var text: String { key == value ? key : "\(key): \(Infotext.quoted(value))" }
    }

    /// An infotext of prompts and entries.
    public init(prompt: String, negativePrompt: String = "", entries: [Entry]) {
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.entries = entries
    }

    /// The whole text, without white space around it.
    public var text: String {
        let negative = negativePrompt.isEmpty ? "" : "\nNegative prompt: \(negativePrompt)"
        let parameters = entries.map(\.text).joined(separator: ", ")
        return Self.stripped("\(prompt)\(negative)\n\(parameters)")
    }

    /// A value with what would end it early (comma, colon, line feed) made safe as a JSON string.
    static func quoted(_ value: String) -> String {
        let ends: Set<Unicode.Scalar> = [",", ":", "\n"]
        guard value.unicodeScalars.contains(where: ends.contains) else { return value }
        var json = "\""
        for scalar in value.unicodeScalars { json += escaped(scalar) }
        return json + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{08}": "\\b"
        case "\u{0C}": "\\f"
        case "\0"..<" ":
            "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }

    /// Text without white space at its ends, as Python's `strip` has it.
    private static func stripped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Python counts the information separators U+001C…U+001F as white space; Unicode does not.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains(scalar)
    }
}
