/// The `:n)` that closes a weighed bracket.
struct ClosingWeight {
    /// The number as it was written.
    let spelling: String
    /// The number, or nil where there is none, as in `:1.2.3)`, or none that is finite.
    let value: Double?
    /// The number of scalars from the colon to the bracket.
    let length: Int

    /// Nil where `text` does not begin with a colon, digits or points, and a closing bracket.
    init?(_ text: ArraySlice<Unicode.Scalar>) {
        var rest = text.dropFirst().drop(while: isSpace)
        let sign = rest.first.flatMap { "+-".unicodeScalars.contains($0) ? $0 : nil }
        rest = rest.dropFirst(sign == nil ? 0 : 1)
        let digits = rest.prefix { $0 == "." || digit($0) != nil }
        rest = rest.dropFirst(digits.count).drop(while: isSpace)
        guard text.first == ":", !digits.isEmpty, rest.first == ")" else { return nil }
        spelling = String(String.UnicodeScalarView([sign].compactMap(\.self) + digits))
        let plain = digits.map { digit($0).map(String.init) ?? "." }.joined()
        // The zeros make numbers of "1." and ".5", but would make one of "." too.
        let written = "0" + plain + (plain.contains(".") ? "0" : "")
        let number = plain == "." ? nil : Double(written).flatMap { $0.isFinite ? $0 : nil }
        value = number.map { sign == "-" ? -$0 : $0 }
        length = rest.startIndex - text.startIndex + 1
    }
}

/// The stretches between the whole words `BREAK`, without the white space around those.
func splitAtBreaks(_ text: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
    let word = Array("BREAK".unicodeScalars)
    var parts: [ArraySlice<Unicode.Scalar>] = []
    var start = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
        let rest = text[index...]
        guard rest.starts(with: word),
            index == text.startIndex || !isWordCharacter(text[index - 1]),
            rest.count == word.count || !isWordCharacter(text[index + word.count])
        else {
            index += 1
            continue
        }
        parts.append(trimmedAtEnd(text[start..<index]))
        start = rest.dropFirst(word.count).drop(while: isSpace).startIndex
        index = start
    }
    return parts + [text[start...]]
}

private func trimmedAtEnd(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    let end = text.lastIndex { !isSpace($0) }
    return text[text.startIndex..<(end.map { $0 + 1 } ?? text.startIndex)]
}

/// White space as the web UI counts it, with the four information separators of ASCII.
private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
}

private func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    let kind = CharacterClass(scalar)
    return scalar == "_" || kind == .letter || kind == .number
}

private func digit(_ scalar: Unicode.Scalar) -> Int? {
    guard scalar.properties.generalCategory == .decimalNumber else { return nil }
    return scalar.properties.numericValue.map { Int($0) }
}
