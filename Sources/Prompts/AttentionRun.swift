/// A stretch of a prompt between two characters of syntax, and its weight.
struct AttentionRun {
    enum Kind { case text, breakWord }

    let text: ArraySlice<Unicode.Scalar>
    let kind: Kind
    var weight: Double

    /// The weight of a break no bracket has touched. A bracket changes it, and the break is a word.
    private static let breakWeight = -1.0

    init(_ text: ArraySlice<Unicode.Scalar>, kind: Kind = .text) {
        self.text = text
        self.kind = kind
        weight = kind == .breakWord ? Self.breakWeight : 1
    }

    /// Whether it ends a chunk.
    var breaks: Bool { kind == .breakWord && weight == Self.breakWeight }

    /// Joins neighbours of equal weight.
    ///
    /// Words that were kept apart by an empty run of another weight, as there is on both sides of a
    /// `BREAK`, stay two words.
    static func parts(_ runs: [AttentionRun]) -> [AttentionPrompt.Part] {
        var parts: [AttentionPrompt.Part] = []
        var open = String.UnicodeScalarView()
        var weight = 1.0
        var isApart = false
        func close() {
            if !open.isEmpty { parts.append(.text(String(open), weight: weight)) }
            open = String.UnicodeScalarView()
        }
        for run in runs {
            if run.breaks {
                close()
                parts.append(.chunkBreak)
            } else if run.text.isEmpty {
                isApart = isApart || run.weight != weight
            } else {
                if run.weight != weight {
                    close()
                    weight = run.weight
                } else if isApart, let last = open.last, let first = run.text.first,
                    !isSpace(last), !isSpace(first)
                {
                    open.append(" ")
                }
                open.append(contentsOf: run.text)
                isApart = false
            }
        }
        close()
        return parts.isEmpty ? [.text("", weight: 1)] : parts
    }
}
