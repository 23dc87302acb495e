import Wire

extension JSONValue {
    /// The value as JSON on one line of printable text: control characters, separators of lines and marks that turn the
    /// direction of text are escaped, so that neither a log's reader nor a terminal is led astray.
    ///
    /// Such characters stand in strings alone, where an escape means the same.
    var printable: [UInt8] {
        var printable: [UInt8] = []
        for scalar in serialised.unicodeScalars {
            if scalar.misleads {
                for unit in UTF16.encode(scalar) ?? .init() {
                    let digits = String(unit, radix: 16)
                    printable += "\\u".utf8
                    printable += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
                    printable += digits.utf8
                }
            } else {
                printable += UTF8.encode(scalar) ?? .init()
            }
        }
        return printable
    }
}

extension Unicode.Scalar {
    /// Whether the character does something to a line or a terminal rather than stand in it: controls of C0 and C1,
    /// separators of lines and paragraphs, marks of direction.
    var misleads: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: properties.isBidiControl || value == 0xFEFF || value >= 0xE0000
        default: false
        }
    }
}
