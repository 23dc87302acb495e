/// A text that was made out of a prompt, in which every scalar knows its offset in the prompt.
struct LocatedText: Sendable, Equatable {
    private(set) var scalars: [Unicode.Scalar] = []
    private(set) var offsets: [Int] = []

    init() {}

    /// A prompt as it was written.
    init(_ prompt: String) {
        scalars = Array(prompt.unicodeScalars)
        offsets = Array(scalars.indices)
    }

    var string: String { String(scalars) }

    mutating func append(_ text: LocatedText, _ range: Range<Int>) {
        scalars += text.scalars[range]
        offsets += text.offsets[range]
    }

    mutating func append(_ scalar: Unicode.Scalar, from offset: Int) {
        scalars.append(scalar)
        offsets.append(offset)
    }

    /// These ranges in a row.
    func keeping(_ ranges: [Range<Int>]) -> LocatedText {
        var kept = LocatedText()
        for range in ranges { kept.append(self, range) }
        return kept
    }

    /// Notes on this text as notes on the prompt.
    func located(_ notes: [PromptNote]) -> [PromptNote] {
        notes.map { note in
            let end = offsets.last.map { $0 + 1 } ?? 0
            let offset = offsets.indices.contains(note.position) ? offsets[note.position] : end
            return PromptNote(note.kind, at: offset)
        }
    }
}
