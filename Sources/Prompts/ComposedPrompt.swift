/// A prompt as the parts that the word `AND` parts, each with its weight.
///
/// The picture is steered by Σ wᵢ(condᵢ − uncond), the composition of Liu et al. 2022. A part's
/// weight is a number behind its last colon, with nothing but white space after it: `a cat :1.2 AND
/// a dog`. A prompt without `AND` is one part, and may have a weight all the same. Negative prompts
/// are not parted. Takes linear time.
public struct ComposedPrompt: Sendable, Equatable {
    /// A text and its share.
    public struct Part: Sendable, Hashable {
        /// The text, without its weight and without white space at its end.
        public let text: String
        /// A finite number, 1 where there is none.
        public let weight: Double
    }

    /// At least one, in order.
    public let parts: [Part]
    /// What is worth telling the writer, in order.
    public let notes: [PromptNote]

    /// Reads a prompt. Every text has a reading.
    public init(_ prompt: String) {
        self.init(LocatedText(prompt))
    }

    init(_ text: LocatedText) {
        let reading = CompositionReader(text.scalars)
        texts = reading.parts.map { text.keeping([$0.range]) }
        parts = zip(texts, reading.parts).map { Part(text: $0.string, weight: $1.weight) }
        notes = text.located(reading.notes.sorted)
    }

    /// The parts' texts, for further readers.
    let texts: [LocatedText]
}

/// Finds `AND` and weights.
private struct CompositionReader {
    private(set) var parts: [(range: Range<Int>, weight: Double)] = []
    private(set) var notes = PromptNotes()

    init(_ text: [Unicode.Scalar]) {
        var start = 0
        let words = text[...].occurrences(ofWholeWord: "AND")
        for word in words {
            add(text[start..<word.lowerBound], isWhole: false)
            start = word.upperBound
        }
        add(text[start...], isWhole: words.isEmpty)
        noteBrackets(text, around: words)
    }

    private mutating func add(_ part: ArraySlice<Unicode.Scalar>, isWhole: Bool) {
        let written = part.trimmedAtEnd
        guard let colon = written.lastIndex(of: ":"), colon + 1 < written.endIndex else {
            if !isWhole, written.isEmpty { notes.append(.emptyPart, at: part.startIndex) }
            return parts.append((written.indices, 1))
        }
        let spelling = written[(colon + 1)...].drop(while: isSpace)
        guard let weight = Self.weight(spelling) else {
            if !isWhole, Self.looksLikeWeight(spelling) {
                notes.append(.partWeightNotANumber(excerpt(spelling)), at: colon)
            }
            return parts.append((written.indices, 1))
        }
        if isWhole { notes.append(.wholePromptWeighed(excerpt(spelling)), at: colon) }
        parts.append((written[..<colon].trimmedAtEnd.indices, weight))
    }

    /// The finite number of a sign, digits, and at most one point that is not alone.
    private static func weight(_ spelling: ArraySlice<Unicode.Scalar>) -> Double? {
        guard let value = number(spelling), value.isFinite,
            !spelling.contains(where: { $0 == "e" || $0 == "E" })
        else { return nil }
        return value
    }

    private static func looksLikeWeight(_ spelling: ArraySlice<Unicode.Scalar>) -> Bool {
        spelling.first != "e" && spelling.first != "E"
            && spelling.contains { digit($0) != nil }
            && spelling.allSatisfy { digit($0) != nil || "+-.,eE".unicodeScalars.contains($0) }
    }

    private mutating func noteBrackets(_ text: [Unicode.Scalar], around words: [Range<Int>]) {
        var open = 0
        var index = 0
        for word in words {
            while index < word.lowerBound {
                switch text[index] {
                case "\\": index += 1
                case "(", "[": open += 1
                case ")", "]": open = max(0, open - 1)
                default: break
                }
                index += 1
            }
            if open > 0 { notes.append(.andInsideBrackets, at: word.lowerBound) }
        }
    }
}
