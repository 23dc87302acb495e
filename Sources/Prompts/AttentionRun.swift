/// A stretch of a prompt between two characters of syntax, and its weight.
struct AttentionRun {
    enum Kind { case text, breakWord }

    let range: Range<Int>
    let kind: Kind
    var weight: Double

    /// The weight of a break no bracket has touched. A bracket changes it, and the break is a word.
    private static let breakWeight = -1.0

    init(_ range: Range<Int>, _ kind: Kind) {
        self.range = range
        self.kind = kind
        weight = kind == .breakWord ? Self.breakWeight : 1
    }

    /// Whether it ends a chunk.
    var breaks: Bool { kind == .breakWord && weight == Self.breakWeight }

    /// Joins neighbours of equal weight.
    ///
    /// Words that were kept apart by an empty run of another weight, as there is on both sides of a
    /// `BREAK`, stay two words.
    static func parts(
        _ runs: [AttentionRun], of text: [Unicode.Scalar]
    ) -> [AttentionPrompt.Part] {
        var parts: [AttentionPrompt.Part] = []
        var open: [Unicode.Scalar] = []
        var weight = 1.0
        var isApart = false
        func close() {
            if !open.isEmpty { parts.append(.text(String(open), weight: weight)) }
            open.removeAll(keepingCapacity: true)
        }
        for run in runs {
            if run.breaks {
                close()
                parts.append(.chunkBreak)
            } else if run.range.isEmpty {
                isApart = isApart || run.weight != weight
            } else {
                if run.weight != weight {
                    close()
                    weight = run.weight
                } else if isApart, let last = open.last, !isSpace(last),
                    !isSpace(text[run.range.lowerBound])
                {
                    open.append(" ")
                }
                open += text[run.range]
                isApart = false
            }
        }
        close()
        return parts.isEmpty ? [.text("", weight: 1)] : parts
    }
}
