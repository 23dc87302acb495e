/// Strings as JSON has them (RFC 8259, section 7), as Python's `json` writes and reads them.
enum JSONString {
    /// A string in quotes, everything that need not be escaped as it is.
    static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars { json += escaped(scalar) }
        return json + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{08}": "\\b"
        case "\u{0C}": "\\f"
        case "\0"..<" ":
            "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }

    /// What stands between the quotes of a string, unescaped; `nil` if it is not JSON.
    ///
    /// Half of a surrogate pair, which Swift's text has no place for, becomes U+FFFD.
    static func unquoted(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return nil }
        let inner = bytes.dropFirst().dropLast()
        var units: [UInt8] = []
        units.reserveCapacity(inner.count)
        var place = inner.startIndex
        while place < inner.endIndex {
            let byte = inner[place]
            place += 1
            switch byte {
            case 0..<0x20, quote: return nil
            case backslash:
                guard let scalar = escape(in: inner, at: &place) else { return nil }
                units.append(contentsOf: scalar.utf8)
            default: units.append(byte)
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// The character of an escape, whose backslash is read already.
    private static func escape(in bytes: ArraySlice<UInt8>, at place: inout Int) -> String? {
        guard place < bytes.endIndex else { return nil }
        let letter = bytes[place]
        place += 1
        switch letter {
        case quote, backslash, UInt8(ascii: "/"): return String(Unicode.Scalar(letter))
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return codePoint(in: bytes, at: &place)
        default: return nil
        }
    }

    private static func codePoint(in bytes: ArraySlice<UInt8>, at place: inout Int) -> String? {
        guard let first = hexadecimal(in: bytes, at: place) else { return nil }
        place += 4
        if let scalar = Unicode.Scalar(first) { return String(scalar) }
        guard first < 0xDC00, bytes[place...].starts(with: [backslash, UInt8(ascii: "u")]),
            let second = hexadecimal(in: bytes, at: place + 2),
            (0xDC00..<0xE000).contains(second)
        else { return "\u{FFFD}" }
        place += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)).map(String.init)
    }

    private static func hexadecimal(in bytes: ArraySlice<UInt8>, at place: Int) -> UInt32? {
        guard bytes.endIndex - place >= 4 else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
