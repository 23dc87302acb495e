/// PNG's chunks of text: `tEXt` and `zTXt` in Latin-1, `iTXt` in UTF-8.
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

    /// The text of a chunk; `nil` if it is none or breaks the format, or unpacked has more bytes
    /// than the limit, which is lowered by what was unpacked.
    static func decoded(
        _ name: String, _ data: ArraySlice<UInt8>, limit: inout Int
    ) -> PNG.Text? {
        guard ["tEXt", "zTXt", "iTXt"].contains(name), let end = data.firstIndex(of: 0) else {
            return nil
        }
        let keyword = latin1(data[..<end])
        let rest = data[(end + 1)...]
        switch name {
        case "tEXt": return PNG.Text(keyword, latin1(rest))
        case "zTXt":
            guard rest.first == 0, let text = unpacked(rest.dropFirst(), &limit) else { return nil }
            return PNG.Text(keyword, latin1(text[...]))
        default: return international(keyword, rest, limit: &limit)
        }
    }

    /// After the keyword: whether it is compressed, the method 0, a language, the keyword in it,
    /// and the text.
    private static func international(
        _ keyword: String, _ rest: ArraySlice<UInt8>, limit: inout Int
    ) -> PNG.Text? {
        let parts = rest.dropFirst(2).split(
            separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard rest.count >= 2, parts.count == 3 else { return nil }
        var text = parts[2]
        if rest.first != 0 {
            guard let plain = unpacked(text, &limit) else { return nil }
            text = plain[...]
        }
        return String(validating: text, as: UTF8.self).map { PNG.Text(keyword, $0) }
    }

    private static func unpacked(_ data: ArraySlice<UInt8>, _ limit: inout Int) -> [UInt8]? {
        let text = Inflate.unpacked(data, .zlib, limit: limit)
        limit -= text?.count ?? 0
        return text
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
