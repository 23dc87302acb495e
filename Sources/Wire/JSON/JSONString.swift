/// Strings as JSON has them (RFC 8259, section 7), as Python's `json` writes and reads them.
package enum JSONString {
    /// A string in quotes, everything that need not be escaped as it is.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a string in quotes behind some bytes.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        bytes.reserveCapacity(bytes.count + text.utf8.count + 2)
        bytes.append(quote)
        text.withUTF8 { units in
            var start = 0
            while start < units.count {
                let end = plainEnd(of: units, from: start)
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[start..<end]))
                if end < units.count { bytes.append(contentsOf: escape(of: units[end])) }
                start = end + 1
            }
        }
        bytes.append(quote)
    }

    private static func escape(of byte: UInt8) -> [UInt8] {
        switch byte {
        case quote: Array("\\\"".utf8)
        case backslash: Array("\\\\".utf8)
        case 0x0A: Array("\\n".utf8)
        case 0x0D: Array("\\r".utf8)
        case 0x09: Array("\\t".utf8)
        case 0x08: Array("\\b".utf8)
        case 0x0C: Array("\\f".utf8)
        default: Array(("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8)
        }
    }

    /// What stands between the quotes of a string, unescaped; `nil` if it is not JSON.
    ///
    /// Half of a surrogate pair, which Swift's text has no place for, becomes U+FFFD.
    package static func unquoted(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return nil }
        let inner = bytes.dropFirst().dropLast()
        let units = inner.withUnsafeBufferPointer { unescaped($0) }
        return units.map { String(decoding: $0, as: UTF8.self) }
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    /// The bytes that what stands between quotes means; `nil` if it is not JSON.
    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var units: [UInt8] = []
        units.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let end = plainEnd(of: bytes, from: place)
            units.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[place..<end]))
            guard end < bytes.count else { break }
            place = end + 1
            guard bytes[end] == backslash, let text = character(in: bytes, at: &place) else {
                return nil
            }
            units.append(contentsOf: text.utf8)
        }
        return units
    }
}

// MARK: - Escapes

extension JSONString {
    /// The character of an escape, whose backslash is read already.
    private static func character(
        in bytes: UnsafeBufferPointer<UInt8>, at place: inout Int
    ) -> String? {
        guard place < bytes.count else { return nil }
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

    private static func codePoint(
        in bytes: UnsafeBufferPointer<UInt8>, at place: inout Int
    ) -> String? {
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

    private static func hexadecimal(
        in bytes: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> UInt32? {
        guard bytes.count - place >= 4 else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}

// MARK: - Plain runs

extension JSONString {
    /// The place of the first byte from a place on that is a quote, a backslash or a control
    /// character; the end if there is none.
    ///
    /// Eight bytes are looked at together (Mycroft 1987): a picture of 64 MiB is one string.
    static func plainEnd(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var place = start
        let raw = UnsafeRawBufferPointer(bytes)
        while bytes.count - place >= 8 {
            let eight = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if hasSpecial(eight) { break }
            place += 8
        }
        while place < bytes.count {
            let byte = bytes[place]
            if byte == quote || byte == backslash || byte < 0x20 { break }
            place += 1
        }
        return place
    }

    private static func hasSpecial(_ eight: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = eight ^ 0x2222_2222_2222_2222
        let backslashes = eight ^ 0x5C5C_5C5C_5C5C_5C5C
        let low = (eight &- ones &* 0x20) & ~eight
        let special = low | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
        return special & 0x8080_8080_8080_8080 != 0
    }
}
