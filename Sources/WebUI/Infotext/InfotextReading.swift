extension Infotext {
    /// The infotext that a text is, read as the web UI reads it.
    ///
    /// The last line holds the entries if at least three are found in it. The lines before it are
    /// the prompt, up to one that begins with `Negative prompt:`; from there on they are the
    /// negative prompt. White space around lines and empty lines at the beginning of a prompt do
    /// not count. A key that comes twice has its last value. Every text can be read; the time is
    /// linear in its length.
    ///
    /// What is written as ``text`` reads back as it was if its prompts' lines have no white space
    /// at their ends, no prompt begins with an empty line, no line begins with
    /// `Negative prompt:` (``ambiguities``), and there are at least three entries, each with a key
    /// of its own that fits the format (two or more letters, digits, `_`, and after the first also
    /// spaces, `-`, `/`) and a value that is not its key.
    public init(parsing text: String) {
        self.init(InfotextLines(text))
    }

    init(_ lines: InfotextLines) {
        var (prompt, negative) = ("", "")
        var inNegative = false
        for line in lines.prompts {
            var line = PythonText.stripped(line)
            if Self.beginsWithMark(line) {
                inNegative = true
                line = PythonText.stripped(
                    Substring(line.utf8.dropFirst(Self.negativeMark.utf8.count)))
            }
            if inNegative {
                negative += (negative.isEmpty ? "" : "\n") + line
            } else {
                prompt += (prompt.isEmpty ? "" : "\n") + line
            }
        }
        self.init(prompt: prompt, negativePrompt: negative, entries: lines.entries)
    }
}

/// The lines of a text that are its prompts, and the one that holds its entries.
struct InfotextLines {
    /// Entries that a line needs to have in order to count as one of entries.
    static let fewestEntries = 3

    /// The lines of both prompts.
    let prompts: [Substring]
    /// The line of entries; empty if there is none.
    let parameters: Substring
    /// What is found in it.
    let entries: [Infotext.Entry]

    init(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        let lines = PythonText.lines(PythonText.stripped(text))
        let last = lines.last ?? ""
        let (entries, found) = ParameterLine.entries(of: last)
        let isThere = found >= Self.fewestEntries
        prompts = isThere ? lines.dropLast() : lines
        parameters = isThere ? last : ""
        self.entries = isThere ? entries : []
    }
}
