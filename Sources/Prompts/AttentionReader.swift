/// Reads attention syntax into runs whose weights grow as their brackets close.
struct AttentionReader {
    private struct Bracket {
        let position: Int
        let firstRun: Int
    }

    private static let largestWeight = Double(Float.greatestFiniteMagnitude)

    private let text: [Unicode.Scalar]
    private var runs: [AttentionRun] = []
    private var roundBrackets: [Bracket] = []
    private var squareBrackets: [Bracket] = []
    private(set) var notes = PromptNotes()

    init(_ text: [Unicode.Scalar]) { self.text = text }

    /// The runs joined: text of equal weight, and breaks.
    var parts: [AttentionPrompt.Part] { AttentionRun.parts(runs, of: text) }

    mutating func read() {
        var index = 0
        while index < text.count { index = readToken(at: index) }
        for bracket in roundBrackets { close(bracket, "(", by: 1.1) }
        for bracket in squareBrackets { close(bracket, "[", by: 1 / 1.1) }
        for run in runs where run.kind == .breakWord && !run.breaks {
            notes.append(.breakInsideBrackets, at: run.range.lowerBound)
        }
    }

    /// Takes a stretch without syntax, or a character of it; returns where the next begins.
    private mutating func readToken(at index: Int) -> Int {
        let next = index + 1
        switch text[index] {
        case "\\":
            let escapes = next < text.count && text[next] != ":" && Self.isSyntax(text[next])
            let end = escapes ? next + 1 : next
            add(next..<end)
            return end
        case ":": return readColon(at: index)
        case "(" where hasRoom(at: index):
            roundBrackets.append(Bracket(position: index, firstRun: runs.count))
        case "[" where hasRoom(at: index):
            squareBrackets.append(Bracket(position: index, firstRun: runs.count))
        case "(", "[": add(index..<next)
        case ")":
            guard let bracket = roundBrackets.popLast() else { return addStray(at: index) }
            weigh(from: bracket, by: 1.1)
        case "]":
            guard let bracket = squareBrackets.popLast() else { return addStray(at: index) }
            weigh(from: bracket, by: 1 / 1.1)
        default:
            let end = text[index...].firstIndex(where: Self.isSyntax) ?? text.count
            addWords(index..<end)
            return end
        }
        return next
    }

    private mutating func readColon(at index: Int) -> Int {
        if let bracket = roundBrackets.last, let weight = ClosingWeight(text[index...]) {
            if let factor = weight.value {
                roundBrackets.removeLast()
                weigh(from: bracket, by: factor)
                return index + weight.length
            }
            notes.append(.notANumber(weight.spelling), at: index)
        }
        add(index..<index + 1)
        return index + 1
    }

    private static func isSyntax(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\\", "(", ")", "[", "]", ":": true
        default: false
        }
    }

    private mutating func add(_ range: Range<Int>, _ kind: AttentionRun.Kind = .text) {
        runs.append(AttentionRun(range, kind))
    }

    private mutating func addStray(at index: Int) -> Int {
        notes.append(.neverOpened(text[index]), at: index)
        add(index..<index + 1)
        return index + 1
    }

    private mutating func addWords(_ range: Range<Int>) {
        let words = text[range]
        var start = range.lowerBound
        for word in words.occurrences(ofWholeWord: "BREAK") {
            add(words[start..<word.lowerBound].trimmedAtEnd.indices)
            add(word, .breakWord)
            start = words[word.upperBound...].drop(while: isSpace).startIndex
        }
        add(start..<range.upperBound)
    }

    private mutating func hasRoom(at position: Int) -> Bool {
        let fits = roundBrackets.count + squareBrackets.count < AttentionPrompt.deepestNesting
        if !fits { notes.append(.nestedTooDeeply, at: position) }
        return fits
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
