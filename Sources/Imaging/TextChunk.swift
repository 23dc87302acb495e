/// PNG's chunks of text: `tEXt` in Latin-1, `iTXt` in UTF-8.
enum TextChunk {
    /// A text as a chunk: `tEXt` where Latin-1 has its characters, otherwise `iTXt`.
    static func encoded(_ entry: PNG.Text) throws(ImagingError) -> [UInt8] {
        guard let keyword = keyword(entry.keyword) else { throw .badKeyword(entry.keyword) }
        let text = String(
            String.UnicodeScalarView(entry.text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })
        )
        if let plain = latin1(text) { return PNGChunks.encoded("tEXt", keyword + [0] + plain) }
        // After the keyword: not compressed, method 0, no language, no translated keyword.
        return PNGChunks.encoded("iTXt", keyword + [0, 0, 0, 0, 0] + Array(text.utf8))
    }

    /// The text of a chunk; `nil` if it is none, is compressed, or breaks the format.
    static func decoded(_ name: String, _ data: ArraySlice<UInt8>) -> PNG.Text? {
        guard name == "tEXt" || name == "iTXt", let end = data.firstIndex(of: 0) else { return nil }
        let keyword = latin1(data[..<end])
        let rest = data[(end + 1)...]
        if name == "tEXt" { return PNG.Text(keyword, latin1(rest)) }
        guard rest.first == 0 else { return nil }
        let parts = rest.dropFirst(2).split(
            separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let text = String(validating: parts[2], as: UTF8.self) else {
            return nil
        }
        return PNG.Text(keyword, text)
    }

    private static func keyword(_ text: String) -> [UInt8]? {
        guard let bytes = latin1(text), (1...79).contains(bytes.count), bytes.first != 0x20,
            bytes.last != 0x20,
            bytes.allSatisfy({ (0x20...0x7E).contains($0) || $0 >= 0xA1 })
        else { return nil }
        return bytes
    }

    private static func latin1(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
