import Wire

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
        return String(PythonText.stripped("\(prompt)\(negative)\n\(parameters)"))
    }

    /// What every reader of the text will take otherwise than it is meant, a sentence each.
    ///
    /// The format has no way to say that a line of a prompt *begins* with `Negative prompt:`.
    public var ambiguities: [String] {
        var sentences: [String] = []
        if Self.hasMark(prompt) {
            sentences.append(
                "A line of the prompt begins with \"\(Self.negativeMark)\": programs that read the "
                    + "picture's infotext will take what follows for the negative prompt.")
        }
        if Self.hasMark(negativePrompt) {
            sentences.append(
                "A line of the negative prompt begins with \"\(Self.negativeMark)\": programs that "
                    + "read the picture's infotext will leave these words out.")
        }
        return sentences
    }

    private static func hasMark(_ prompt: String) -> Bool {
        PythonText.lines(prompt[...]).contains { beginsWithMark(PythonText.stripped($0)) }
    }

    /// Whether a line is the first of the negative prompt.
    static func beginsWithMark(_ line: Substring) -> Bool {
        line.utf8.starts(with: negativeMark.utf8)
    }

    /// What the first line of the negative prompt begins with.
    static let negativeMark = "Negative prompt:"

    /// A value with what would end it early (comma, colon, line feed) made safe as a JSON string.
    ///
    /// So is one that begins with a quotation mark, which would go on to the next one in the line,
    /// and one that would lose white space at its ends. The web UI writes these as they are, and
    /// reads them as others.
    static func quoted(_ value: String) -> String {
        let ends = value.utf8.contains { $0 == 0x2C || $0 == 0x3A || $0 == 0x0A }
        return ends || hasUnsafeEnds(value) ? JSONString.quoted(value) : value
    }

    private static func hasUnsafeEnds(_ value: String) -> Bool {
        guard let first = value.unicodeScalars.first, let last = value.unicodeScalars.last else {
            return false
        }
        return first == "\"" || PythonText.isSpace(first) || PythonText.isSpace(last)
    }
}
