/// Reads attention syntax into runs whose weights grow as their brackets close.
struct AttentionReader {
    private struct Run {
        var text: [Unicode.Scalar]
        var weight: Double
        var isBreak = false
    }

    /// The weight of a break no bracket has touched. A bracket changes it, and the break is a word.
    private static let breakWeight = -1.0
    private static let largestWeight = Double(Float.greatestFiniteMagnitude)

    private var runs: [Run] = []
    private var roundBrackets: [Int] = []
    private var squareBrackets: [Int] = []
    private var notes: [AttentionPrompt.Note] = []

    mutating func read(_ prompt: String) {
        var rest = Array(prompt.unicodeScalars)[...]
        while let first = rest.first {
            if first == ":", !roundBrackets.isEmpty, let weight = ClosingWeight(rest) {
                if let factor = weight.value {
                    rest = rest.dropFirst(weight.length)
                    weigh(from: roundBrackets.removeLast(), by: factor)
                    continue
                }
                note(.notANumber(weight.spelling))
            }
            let syntax = "\\()[]:".unicodeScalars
            var length = 1
            if !syntax.contains(first) {
                length = rest.prefix { !syntax.contains($0) }.count
            } else if first == "\\", let escaped = rest.dropFirst().first,
                "()[]\\".unicodeScalars.contains(escaped)
            {
                length = 2
            }
            take(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        for start in roundBrackets { weigh(from: start, by: 1.1) }
        for start in squareBrackets { weigh(from: start, by: 1 / 1.1) }
    }

    private mutating func take(_ token: ArraySlice<Unicode.Scalar>) {
        switch token.first {
        case "\\": add(token.dropFirst())
        case "(" where hasRoom(): roundBrackets.append(runs.count)
        case "[" where hasRoom(): squareBrackets.append(runs.count)
        case ")" where !roundBrackets.isEmpty: weigh(from: roundBrackets.removeLast(), by: 1.1)
        case "]" where !squareBrackets.isEmpty:
            weigh(from: squareBrackets.removeLast(), by: 1 / 1.1)
        default:
            let parts = splitAtBreaks(token)
            for (index, part) in parts.enumerated() {
                if index > 0 {
                    let word = Array("BREAK".unicodeScalars)
                    add(word[...], weight: Self.breakWeight, isBreak: true)
                }
                add(part)
            }
        }
    }

    private mutating func hasRoom() -> Bool {
        let depth = roundBrackets.count + squareBrackets.count
        if depth >= AttentionPrompt.deepestNesting { note(.nestedTooDeeply) }
        return depth < AttentionPrompt.deepestNesting
    }

    private mutating func add(
        _ text: ArraySlice<Unicode.Scalar>, weight: Double = 1, isBreak: Bool = false
    ) {
        runs.append(Run(text: Array(text), weight: weight, isBreak: isBreak))
    }

    private mutating func weigh(from start: Int, by factor: Double) {
        for index in runs.indices[start...] {
            let weight = runs[index].weight * factor
            runs[index].weight = min(max(weight, -Self.largestWeight), Self.largestWeight)
        }
    }

    private mutating func note(_ note: AttentionPrompt.Note) {
        if !notes.contains(note) { notes.append(note) }
    }

    /// Joins neighbours of equal weight and drops what is empty.
    mutating func result() -> (parts: [AttentionPrompt.Part], notes: [AttentionPrompt.Note]) {
        if runs.contains(where: { $0.isBreak && $0.weight != Self.breakWeight }) {
            note(.breakInsideBrackets)
        }
        var joined: [Run] = []
        for run in runs {
            if joined.last?.weight == run.weight {
                joined[joined.count - 1].text.append(contentsOf: run.text)
            } else {
                joined.append(run)
            }
        }
        let parts = joined.filter { !$0.text.isEmpty }.map { run in
            run.isBreak && run.weight == Self.breakWeight
                ? AttentionPrompt.Part.chunkBreak
                : .text(String(String.UnicodeScalarView(run.text)), weight: run.weight)
        }
        return (parts.isEmpty ? [.text("", weight: 1)] : parts, notes)
    }
}
