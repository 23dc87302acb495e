import Wire

/// The entries of an infotext's last line, found as the web UI's pattern finds them.
///
/// A key is a word character and at least one more of word characters, spaces, `-` and `/`; after it
/// come a colon, white space that does not count, and the value: a JSON string that a comma or the
/// line's end follows, or whatever stands before the next comma. What fits no entry is passed over.
/// Takes time linear in the line's length, where a backtracking search of the pattern may not.
struct ParameterLine: IteratorProtocol {
    private let bytes: [UInt8]
    private var place = 0

    init(_ line: Substring) { bytes = Array(line.utf8) }

    /// The entries of a line, each key once, with the last of its values.
    static func entries(of line: Substring) -> (entries: [Infotext.Entry], found: Int) {
        var reader = ParameterLine(line)
        var list = EntryList()
        var found = 0
        while let entry = reader.next() {
            list.add(entry)
            found += 1
        }
        return (list.entries, found)
    }

    mutating func next() -> Infotext.Entry? {
        guard let key = nextKey() else { return nil }
        skipSpace()
        let end = quotedEnd() ?? bytes[place...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.count
        let raw = bytes[place..<end]
        place = min(end + 1, bytes.count)
        let value = JSONString.unquoted(raw) ?? String(decoding: raw, as: UTF8.self)
        return Infotext.Entry(key, value)
    }

    /// The next key, and the place after its colon.
    private mutating func nextKey() -> String? {
        var start: Int?
        var second = 0  // where the key's second character would be
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: ":") {
                place += 1
                if let start, place - 1 > second {
                    return String(decoding: bytes[start..<place - 1], as: UTF8.self)
                }
                start = nil
                continue
            }
            let (isWord, length) = word(at: place)
            if isWord {
                if start == nil { (start, second) = (place, place + length) }
            } else if byte != UInt8(ascii: " "), byte != UInt8(ascii: "-"),
                byte != UInt8(ascii: "/")
            {
                start = nil
            }
            place += length
        }
        return nil
    }

    /// Whether the character at a place is part of a word, and its length in bytes.
    private func word(at place: Int) -> (isWord: Bool, length: Int) {
        let byte = bytes[place]
        guard byte >= 0x80 else {
            let letter = (0x61...0x7A).contains(byte | 0x20)
            return (letter || (0x30...0x39).contains(byte) || byte == 0x5F, 1)
        }
        let scalar = self.scalar(at: place)
        return (PythonText.isWord(scalar), UTF8.width(scalar))
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            let scalar = self.scalar(at: place)
            guard PythonText.isSpace(scalar) else { return }
            place += UTF8.width(scalar)
        }
    }

    /// The character at a place of what is known to be UTF-8.
    private func scalar(at place: Int) -> Unicode.Scalar {
        let byte = bytes[place]
        guard byte >= 0x80 else { return Unicode.Scalar(byte) }
        let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        let code = bytes[place...].prefix(length).dropFirst()
            .reduce(UInt32(byte) & 0x7F >> UInt32(length)) { $0 << 6 | UInt32($1 & 0x3F) }
        return Unicode.Scalar(code) ?? "\u{FFFD}"
    }

    /// The end of the quoted string that begins here, if it is not empty and ends a value.
    private func quotedEnd() -> Int? {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
        var end = place + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < bytes.count, end > place + 1 else { return nil }
        end += 1
        return end == bytes.count || bytes[end] == UInt8(ascii: ",") ? end : nil
    }
}
