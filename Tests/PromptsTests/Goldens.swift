import Foundation
import Prompts
import Testing

/// A text and the ids that transformers gives for it.
struct TokenizerGolden: Decodable {
    let text: String
    let ids: [Int32]
}

/// A text and what ftfy makes of it.
struct MendingGolden: Decodable {
    let text: String
    let mended: String
}

/// A piece of a prompt and its weight.
struct WeighedText: Decodable, Equatable {
    let text: String
    let weight: Double

    init(from decoder: any Decoder) throws {
        var pair = try decoder.unkeyedContainer()
        text = try pair.decode(String.self)
        weight = try pair.decode(Double.self)
    }

    var words: [WeighedWord] { WeighedWord.words(of: text, weight: weight) }
}

/// A word and its weight: what is left of a piece where pieces of equal weight are joined.
struct WeighedWord: Equatable {
    let text: Substring
    let weight: Double

    static func words(of text: String, weight: Double) -> [WeighedWord] {
        text.split(whereSeparator: \.isWhitespace).map { WeighedWord(text: $0, weight: weight) }
    }
}

/// A prompt and its pieces.
struct AttentionGolden: Decodable {
    let prompt: String
    let parts: [WeighedText]
}

/// A prompt, the steps of a pass, and its texts.
struct ScheduleGolden: Decodable {
    struct Segment: Decodable, Equatable {
        let end: Int
        let text: String

        init(end: Int, text: String) {
            self.end = end
            self.text = text
        }

        init(from decoder: any Decoder) throws {
            var pair = try decoder.unkeyedContainer()
            end = try pair.decode(Int.self)
            text = try pair.decode(String.self)
        }
    }

    let prompt: String
    let steps: Int
    let hires: Int?
    let old: Bool
    let segments: [Segment]
}

/// A prompt and what is left without comments.
struct CommentGolden: Decodable {
    let prompt: String
    let left: String
}

/// A file of styles and its names, prompts and negative prompts.
struct StyleGolden: Decodable {
    let text: String
    let styles: [[String]]
}

/// The rows of a fixture that a script of `tools/goldens` wrote.
func goldens<Row: Decodable>(_ name: String, of _: Row.Type) throws -> [Row] {
    let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
    return try JSONDecoder().decode(
        [Row].self, from: Data(contentsOf: folder.appending(path: name)))
}

/// The installed vocabulary, read once. Without one every test that needs it fails with the remedy.
private let installed = Result { () throws(PromptError) in
    try CLIPTokenizer(CLIPVocabulary(contentsOf: CLIPVocabulary.find()))
}

func installedTokenizer() throws -> CLIPTokenizer { try installed.get() }

/// Strings of a fixed sequence: syntax, words, spaces and characters of every plane.
struct RandomPrompts {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele et al. 2014).
    mutating func next(below bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }

    private static let pieces = [
        "(", ")", "[", "]", "\\", ":", ":1.2)", ":-3)", ":0)", ":1.2.3)", ":99999999999999999999)",
        "BREAK", " BREAK ", ", ", ",", " ", "\n", "\r\n", "cat", "masterpiece", "1girl", "'s",
        "'ll",
        "<|endoftext|>", "<|startoftext|>", "\u{301}", "👨‍👩‍👧", "日本", "İ", "ß", "\u{0}", "\u{200d}",
        "٣", "\u{feff}",
    ]

    mutating func next() -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<next(below: 24) {
            if next(below: 4) > 0 {
                text += Self.pieces[next(below: Self.pieces.count)].unicodeScalars
            } else if let scalar = Unicode.Scalar(UInt32(next(below: 0x11_0000))) {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
