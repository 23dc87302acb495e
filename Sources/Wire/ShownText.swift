extension String {
    /// The text in a message: its first 60 characters, those that do not print replaced by U+FFFD.
    package var shown: String { shown(upTo: 60) }

    /// The text's first characters, those that do not print replaced by U+FFFD.
    package func shown(upTo longest: Int) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(longest) {
            shown.append(scalar.isPrinted ? scalar : "\u{FFFD}")
        }
        return String(shown) + (unicodeScalars.dropFirst(longest).isEmpty ? "" : "…")
    }
}

extension Unicode.Scalar {
    fileprivate var isPrinted: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
            .surrogate:
            false
        default: true
        }
    }
}
