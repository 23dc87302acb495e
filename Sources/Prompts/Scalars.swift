/// White space as the web UI counts it, with the four information separators of ASCII.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80
        ? (0x09...0x0d).contains(scalar.value) || (0x1c...0x20).contains(scalar.value)
        : scalar.properties.isWhitespace
}

/// A letter, whatever has a numeric value, or the underscore: what `\w` matches in Python.
func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
        return switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
    return CharacterClass(scalar) == .letter || scalar.properties.numericType != nil
}

/// The value of a decimal digit of any script.
func digit(_ scalar: Unicode.Scalar) -> Int? {
    if scalar.isASCII { return "0"..."9" ~= scalar ? Int(scalar.value - 0x30) : nil }
    guard scalar.properties.generalCategory == .decimalNumber else { return nil }
    return scalar.properties.numericValue.map { Int($0) }
}

/// The number that a sign, digits of any script with at most one point, and an exponent spell; `nil`
/// where other things stand. It may be infinite.
func number(_ text: some Sequence<Unicode.Scalar>) -> Double? {
    var spelling = ""
    for scalar in text {
        if let digit = digit(scalar) {
            spelling.append(String(digit))
        } else if "+-.eE".unicodeScalars.contains(scalar) {
            spelling.unicodeScalars.append(scalar)
        } else {
            return nil
        }
    }
    return Double(spelling)
}

extension String {
    init(_ scalars: some Collection<Unicode.Scalar>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count)
        for scalar in scalars {
            if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        self.init(decoding: bytes, as: UTF8.self)
    }
}

extension ArraySlice<Unicode.Scalar> {
    /// The text without white space at its end.
    var trimmedAtEnd: Self {
        let end = lastIndex { !isSpace($0) }
        return self[startIndex..<(end.map { $0 + 1 } ?? startIndex)]
    }

    /// The text without white space around it.
    var trimmed: Self { drop(while: isSpace).trimmedAtEnd }

    /// The ranges of a word that has no letter, digit or underscore beside it.
    func occurrences(ofWholeWord word: String) -> [Range<Int>] {
        let word = Array(word.unicodeScalars)
        var found: [Range<Int>] = []
        var index = startIndex
        while let start = self[index...].firstIndex(of: word[0]) {
            let end = start + word.count
            let isWord =
                end <= endIndex && self[start..<end].elementsEqual(word)
                && (start == startIndex || !isWordScalar(self[start - 1]))
                && (end == endIndex || !isWordScalar(self[end]))
            if isWord { found.append(start..<end) }
            index = isWord ? end : start + 1
        }
        return found
    }
}

/// The beginning of a text for a sentence about it, without what would move a terminal's cursor.
func excerpt(_ text: some Collection<Unicode.Scalar>) -> String {
    let beginning = text.prefix(40).map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            " " as Unicode.Scalar
        default: scalar
        }
    }
    return String(beginning) + (text.dropFirst(40).isEmpty ? "" : "…")
}
