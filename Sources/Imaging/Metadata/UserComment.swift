import Foundation

/// The comment of a picture's EXIF data: eight bytes that name its characters, and the characters.
enum UserComment {
    /// The text of a comment.
    ///
    /// - Parameter littleEndian: The order of bytes of the data around it, which decides where the
    ///   text itself does not show which it has.
    static func text(_ bytes: ArraySlice<UInt8>, littleEndian: Bool) -> String? {
        let mark = bytes.prefix(8)
        let rest = bytes.dropFirst(8)
        let text: String?
        if mark.elementsEqual("UNICODE\0".utf8) {
            text = utf16(rest, littleEndian: littleEndian)
        } else if mark.elementsEqual("ASCII\0\0\0".utf8) || mark.elementsEqual(unknown) {
            text = utf8OrLatin1(rest)
        } else if mark.elementsEqual("JIS\0\0\0\0\0".utf8) {
            text = japanese(rest)
        } else {
            text = utf8OrLatin1(bytes)
        }
        return text.map { $0.trimmingEnd() }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static let unknown = [UInt8](repeating: 0, count: 8)

    /// Programs do not agree on the order of bytes. A mark at the beginning decides; else the order
    /// in which more characters are ASCII's, of which every infotext has some.
    private static func utf16(_ bytes: ArraySlice<UInt8>, littleEndian: Bool) -> String {
        let bytes = Array(bytes)
        var isLittle = littleEndian
        var start = 0
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            isLittle = bytes[0] == 0xFF
            start = 2
        } else {
            var (big, little) = (0, 0)
            for place in stride(from: 0, to: bytes.count - 1, by: 2) {
                if bytes[place] == 0, bytes[place + 1] != 0 { big += 1 }
                if bytes[place] != 0, bytes[place + 1] == 0 { little += 1 }
            }
            if big != little { isLittle = little > big }
        }
        let units = stride(from: start, to: bytes.count - 1, by: 2).map { place in
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return String(decoding: units, as: UTF16.self)
    }

    static func utf8OrLatin1(_ bytes: ArraySlice<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// ISO 2022-JP, as the standard means it, or Shift JIS, as many write it.
    private static func japanese(_ bytes: ArraySlice<UInt8>) -> String? {
        String(data: Data(bytes), encoding: bytes.contains(0x1B) ? .iso2022JP : .shiftJIS)
    }
}

extension String {
    /// The text without the NULs and spaces that fill a field up.
    fileprivate func trimmingEnd() -> String {
        let end = unicodeScalars.lastIndex { $0 != "\0" && $0 != " " }
        return end.map { String(unicodeScalars[...$0]) } ?? ""
    }
}
