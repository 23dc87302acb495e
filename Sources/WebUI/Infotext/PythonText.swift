/// Text as Python takes it apart, which decides what the web UI reads.
enum PythonText {
    /// Whether Python's `strip` and `\s` take a character for white space.
    ///
    /// Python counts the information separators U+001C…U+001F as white space; Unicode does not.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value)
                || (0x1C...0x1F).contains(scalar.value)
        }
        return scalar.properties.isWhitespace
    }

    /// Whether Python's `\w` takes a character for part of a word: letters, numbers, underscore.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        case "\0"..."\u{7F}": false
        default:
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .decimalNumber, .letterNumber, .otherNumber:
                true
            default: false
            }
        }
    }

    /// Text without white space at its ends.
    static func stripped(_ text: some StringProtocol) -> Substring {
        let text = Substring(text)
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return text[first..<scalars.index(after: last)]
    }

    /// The lines of a text, which line feeds alone part.
    static func lines(_ text: Substring) -> [Substring] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
    }
}
