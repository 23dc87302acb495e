/// Finds the prompt editing in a text, in linear time.
///
/// The language is that of the web UI's parser. A group stands between two brackets of one kind,
/// with nothing inside but text and whole groups, and in it
///  - round brackets have at most one colon and no bar,
///  - square brackets have one or two colons, the last before a number (an edit), or bars (an
///    alternation), or neither.
/// What is no group stands there as text. But a bar that belongs to no alternation, or a backslash
/// with nothing to escape, makes a text of the whole.
struct EditingReader {
    private struct Bracket {
        let position: Int
        let mark: Int
        let isSquare: Bool
        var colons: [Int] = []
        var bars: [Int] = []
        /// Whether there is nothing in it that a group cannot have.
        var isSound = true
    }

    private let text: [Unicode.Scalar]
    private var open: [Bracket] = []
    private var strays = EditingStrays()
    private var found: [PromptEditing.Group] = []
    private var loneBar: Int?
    private var isLoneBarInSquare = false
    private var loneBackslash: Int?
    private(set) var notes = PromptNotes()

    init(_ text: [Unicode.Scalar]) { self.text = text }

    /// What was found, by the beginnings.
    private(set) var groups: [PromptEditing.Group] = []

    mutating func read() {
        var index = 0
        while index < text.count {
            switch text[index] {
            case "\\":
                index += 1
                if index == text.count || text[index] == "\n" { foundBackslash(index - 1) }
            case "(", "[":
                let bracket = Bracket(
                    position: index, mark: strays.count, isSquare: text[index] == "[")
                open.append(bracket)
                strays.append(at: index)
            case ")", "]": close(at: index)
            case ":":
                if !open.isEmpty { open[open.count - 1].colons.append(index) }
                strays.append(at: index)
            case "|":
                if open.isEmpty { foundBar(index, isInSquare: false) }
                if !open.isEmpty { open[open.count - 1].bars.append(index) }
            default: break
            }
            index += 1
        }
        dropOpen()
        finish()
    }

    private mutating func close(at index: Int) {
        guard let bracket = open.last, bracket.isSquare == (text[index] == "]") else {
            // Nothing that is open can be closed behind a bracket that closes nothing.
            dropOpen()
            strays.append(at: index)
            return
        }
        open.removeLast()
        let inner = bracket.position + 1..<index
        let (isGroup, choices, moment) = reading(of: bracket, inner)
        guard isGroup else {
            drop(bracket)
            if !open.isEmpty { open[open.count - 1].isSound = false }
            strays.append(at: index)
            return
        }
        strays.append(
            at: index, closing: bracket.mark, isAlternation: !bracket.bars.isEmpty)
        guard !choices.isEmpty else { return }
        found.append(
            PromptEditing.Group(
                range: bracket.position..<index + 1, choices: choices, moment: moment))
    }

    private mutating func reading(
        of bracket: Bracket, _ inner: Range<Int>
    ) -> (isGroup: Bool, choices: [Range<Int>], moment: EditingMoment?) {
        let (colons, bars) = (bracket.colons, bracket.bars)
        guard bracket.isSquare else {
            return (bracket.isSound && colons.count <= 1 && bars.isEmpty, [], nil)
        }
        guard let last = colons.last else {
            return (bracket.isSound, bars.isEmpty ? [] : cut(inner, at: bars), nil)
        }
        guard bracket.isSound, bars.isEmpty, colons.count <= 2,
            let moment = EditingMoment(text[last + 1..<inner.upperBound])
        else {
            let spelling = excerpt(text[inner.lowerBound - 1...inner.upperBound])
            notes.append(.notEditing(spelling), at: bracket.position)
            return (false, [], nil)
        }
        let texts = cut(inner.lowerBound..<last, at: Array(colons.dropLast()))
        let nothing = inner.lowerBound..<inner.lowerBound
        return (true, texts.count == 1 ? [nothing] + texts : texts, moment)
    }

    private func cut(_ range: Range<Int>, at separators: [Int]) -> [Range<Int>] {
        let starts = [range.lowerBound] + separators.map { $0 + 1 }
        return zip(starts, separators + [range.upperBound]).map { $0..<$1 }
    }

    private mutating func dropOpen() {
        for bracket in open { drop(bracket) }
        open.removeAll(keepingCapacity: true)
    }

    private mutating func drop(_ bracket: Bracket) {
        if let bar = bracket.bars.first { foundBar(bar, isInSquare: bracket.isSquare) }
    }

    private mutating func foundBar(_ index: Int, isInSquare: Bool) {
        loneBar = loneBar ?? index
        isLoneBarInSquare = isLoneBarInSquare || isInSquare
    }

    private mutating func foundBackslash(_ index: Int) {
        if loneBackslash == nil { loneBackslash = index }
    }

    private mutating func finish() {
        guard loneBar == nil, loneBackslash == nil else {
            let switchesOff = !found.isEmpty
            if let bar = loneBar, switchesOff || isLoneBarInSquare {
                notes.append(.loneBar, at: bar)
            }
            if let backslash = loneBackslash, switchesOff {
                notes.append(.loneBackslash, at: backslash)
            }
            return
        }
        let literal = strays.literalBeginnings()
        for group in found where literal.contains(group.range.lowerBound) {
            notes.append(.editingBesideStrays, at: group.range.lowerBound)
        }
        groups = found.filter { !literal.contains($0.range.lowerBound) }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}

/// The brackets and colons of a text, of which some are ends of groups and others stand alone.
struct EditingStrays {
    private struct Mark {
        let position: Int
        /// The mark that opens the group which this one ends.
        let opening: Int?
        let isAlternation: Bool
    }

    private var marks: [Mark] = []

    var count: Int { marks.count }

    mutating func append(at position: Int, closing opening: Int? = nil, isAlternation: Bool = false)
    {
        marks.append(Mark(position: position, opening: opening, isAlternation: isAlternation))
    }

    /// The positions of the brackets that would begin a group, but for what stands behind its end.
    ///
    /// The web UI's grammar is ambiguous where a bracket or colon that belongs to no group stands
    /// right behind a group. Its parser decides as if it read from the end: where such a mark ends
    /// a run of adjacent ones, all of the run is text if its length is odd, all but the first mark
    /// otherwise; and with the end of a group its beginning is text. An alternation is spared, for
    /// its bars cannot be text.
    func literalBeginnings() -> Set<Int> {
        var literal: Set<Int> = []
        var last = marks.count - 1
        while last >= 0 {
            if let opening = marks[last].opening {
                last = opening - 1
                continue
            }
            var first = last
            while first > 0, marks[first - 1].position + 1 == marks[first].position,
                !marks[first - 1].isAlternation
            {
                first -= 1
            }
            if last > first, (last - first) % 2 == 1 { first += 1 }
            for mark in marks[first...last] {
                if let opening = mark.opening { literal.insert(marks[opening].position) }
            }
            last = first - 1
        }
        return literal
    }
}
