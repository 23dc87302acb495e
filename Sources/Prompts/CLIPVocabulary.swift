/// CLIP's byte-pair vocabulary: 49,408 tokens, made of the 256 bytes, the same 256 at the end of a
/// word, one token for each of 48,894 merges, and the two that frame a text (Radford et al. 2021).
///
/// The merges are those of `bpe_simple_vocab_16e6.txt`, whose lines 2 to 48,895 name two tokens each.
public struct CLIPVocabulary: Sendable {
    /// The name under which the published file is known.
    public static let fileName = "bpe_simple_vocab_16e6.txt"
    /// The number of tokens.
    public static let tokenCount = 49408
    /// The id of `<|startoftext|>`.
    public static let startOfText: Int32 = 49406
    /// The id of `<|endoftext|>`.
    public static let endOfText: Int32 = 49407

    static let mergeCount = 48894
    /// The ids of the 256 single bytes inside a word. At a word's end the id is 256 higher.
    static let byteIDs: [Int32] = {
        var ids = [Int32](repeating: 0, count: 256)
        for (id, byte) in byteOrder.enumerated() { ids[Int(byte)] = Int32(id) }
        return ids
    }()
    /// The token that ends a word and is one comma.
    static let comma = byteIDs[Int(UInt8(ascii: ","))] + 256

    private let products: [UInt64: Int32]

    /// Reads the text of `bpe_simple_vocab_16e6.txt`, or of a `merges.txt` made from it.
    ///
    /// Throws `.notAVocabulary` where the text is another file.
    public init(_ text: [UInt8]) throws(PromptError) {
        guard !text.starts(with: [0x1f, 0x8b]) else {
            throw .notAVocabulary(reason: "it is gzip-compressed, unpacked text is expected")
        }
        let lines = text.split(
            separator: UInt8(ascii: "\n"), maxSplits: Self.mergeCount + 1,
            omittingEmptySubsequences: false)
        guard lines.count > Self.mergeCount else {
            let expected = Self.mergeCount + 1
            throw .notAVocabulary(
                reason: "it has \(lines.count) lines, at least \(expected) are expected")
        }
        var ids = Self.singleByteTokens
        var products: [UInt64: Int32] = [:]
        products.reserveCapacity(Self.mergeCount)
        for (number, line) in lines.enumerated().dropFirst().prefix(Self.mergeCount) {
            let names = line.split { $0 == 0x20 || $0 == 0x0d }
            let words = names.map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 2, let left = ids[words[0]], let right = ids[words[1]],
                ids.updateValue(Int32(ids.count), forKey: words[0] + words[1]) == nil
            else {
                throw .notAVocabulary(
                    reason: "line \(number + 1) is not a pair of tokens known by then")
            }
            products[Self.key(left, right)] = Int32(ids.count - 1)
        }
        guard ids["photo</w>"] == 1125 else {
            throw .notAVocabulary(reason: "its token 1125 is not \"photo</w>\"")
        }
        self.products = products
    }

    /// The token that `left` and `right` merge into, or nil. A lower id is merged first.
    func merge(_ left: Int32, _ right: Int32) -> Int32? {
        products[Self.key(left, right)]
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// The bytes in the order of their ids: first those that are printable characters of Latin-1.
    private static let byteOrder: [UInt8] = {
        let printable = [UInt8](33...126) + [UInt8](161...172) + [UInt8](174...255)
        return printable + [UInt8](0...32) + [UInt8](127...160) + [173]
    }()

    /// The names under which the file knows the bytes: a printable one is itself, the others are
    /// the characters from U+0100 on.
    private static var singleByteTokens: [String: Int32] {
        var ids: [String: Int32] = [:]
        for (id, byte) in byteOrder.enumerated() {
            let value = id < 188 ? UInt32(byte) : UInt32(256 + id - 188)
            let name = Unicode.Scalar(value).map(String.init) ?? ""
            ids[name] = Int32(id)
            ids[name + "</w>"] = Int32(id + 256)
        }
        return ids
    }
}
