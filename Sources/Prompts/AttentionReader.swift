/// Reads attention syntax into runs whose weights grow as their brackets close.
struct AttentionReader {
    private struct Bracket {
        let position: Int
        let firstRun: Int
    }

    private static let largestWeight = Double(Float.greatestFiniteMagnitude)

    private var runs: [AttentionRun] = []
    private var roundBrackets: [Bracket] = []
    private var squareBrackets: [Bracket] = []
    private(set) var notes = PromptNotes()

    /// The runs joined: text of equal weight, and breaks.
    var parts: [AttentionPrompt.Part] { AttentionRun.parts(runs) }

    mutating func read(_ text: [Unicode.Scalar]) {
        var rest = text[...]
        while let first = rest.first {
            if first == ":", let bracket = roundBrackets.last, let weight = ClosingWeight(rest) {
                if let factor = weight.value {
                    rest = rest.dropFirst(weight.length)
                    roundBrackets.removeLast()
                    weigh(from: bracket, by: factor)
                    continue
                }
                notes.append(.notANumber(weight.spelling), at: rest.startIndex)
            }
            let length = tokenLength(rest)
            take(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        for bracket in roundBrackets { close(bracket, "(", by: 1.1) }
        for bracket in squareBrackets { close(bracket, "[", by: 1 / 1.1) }
        for run in runs where run.kind == .breakWord && !run.breaks {
            notes.append(.breakInsideBrackets, at: run.text.startIndex)
        }
    }

    /// A stretch without syntax, or a character of it, with its backslash.
    private func tokenLength(_ text: ArraySlice<Unicode.Scalar>) -> Int {
        guard let first = text.first, Self.isSyntax(first) else {
            return text.prefix { !Self.isSyntax($0) }.count
        }
        guard first == "\\", let escaped = text.dropFirst().first else { return 1 }
        return Self.isSyntax(escaped) && escaped != ":" ? 2 : 1
    }

    private static func isSyntax(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\\", "(", ")", "[", "]", ":": true
        default: false
        }
    }

    private mutating func take(_ token: ArraySlice<Unicode.Scalar>) {
        let position = token.startIndex
        switch token.first {
        case "\\": runs.append(AttentionRun(token.dropFirst()))
        case "(" where hasRoom(at: position):
            roundBrackets.append(Bracket(position: position, firstRun: runs.count))
        case "[" where hasRoom(at: position):
            squareBrackets.append(Bracket(position: position, firstRun: runs.count))
        case ")":
            if let bracket = roundBrackets.popLast() { return weigh(from: bracket, by: 1.1) }
            addStray(token)
        case "]":
            if let bracket = squareBrackets.popLast() { return weigh(from: bracket, by: 1 / 1.1) }
            addStray(token)
        default: addWords(token)
        }
    }

    private mutating func addWords(_ token: ArraySlice<Unicode.Scalar>) {
        var rest = token
        for word in token.occurrences(ofWholeWord: "BREAK") {
            runs.append(AttentionRun(rest[..<word.lowerBound].trimmedAtEnd))
            runs.append(AttentionRun(token[word], kind: .breakWord))
            rest = token[word.upperBound...].drop(while: isSpace)
        }
        runs.append(AttentionRun(rest))
    }

    private mutating func hasRoom(at position: Int) -> Bool {
        let fits = roundBrackets.count + squareBrackets.count < AttentionPrompt.deepestNesting
        if !fits { notes.append(.nestedTooDeeply, at: position) }
        return fits
    }

    private mutating func addStray(_ token: ArraySlice<Unicode.Scalar>) {
        for bracket in token { notes.append(.neverOpened(bracket), at: token.startIndex) }
        runs.append(AttentionRun(token))
    }

    private mutating func close(_ bracket: Bracket, _ character: Unicode.Scalar, by factor: Double)
    {
        notes.append(.neverClosed(character), at: bracket.position)
        weigh(from: bracket, by: factor)
    }

    private mutating func weigh(from bracket: Bracket, by factor: Double) {
        for index in runs.indices[bracket.firstRun...] {
            let weight = runs[index].weight * factor
            runs[index].weight = min(max(weight, -Self.largestWeight), Self.largestWeight)
        }
    }
}
