// The normalisation is public only in the full Foundation.
import Foundation

/// CLIP's tokenizer: text to ids by byte-pair encoding of lower-cased words (Sennrich et al. 2016;
/// Radford et al. 2021).
///
/// The ids are those of `CLIPTokenizer` of transformers: the text is composed (NFC), runs of white
/// space become one space, letters become lower-case, one by one; then the words are encoded each by
/// itself. `<|startoftext|>` and `<|endoftext|>` inside a text are the tokens of these names.
/// What web UIs do to a text before that is ``mendedPrompt(_:)``.
public struct CLIPTokenizer: Sendable {
    private let vocabulary: CLIPVocabulary

    /// A tokenizer of this vocabulary.
    public init(_ vocabulary: CLIPVocabulary) {
        self.vocabulary = vocabulary
    }

    /// The ids of `text`, without framing tokens. Takes n log n time in the text's length.
    public func encode(_ text: String) -> [Int32] {
        var ids: [Int32] = []
        for piece in pieces(of: Self.normalized(text)) {
            switch piece {
            case .startOfText: ids.append(CLIPVocabulary.startOfText)
            case .endOfText: ids.append(CLIPVocabulary.endOfText)
            case .word(let scalars): ids.append(contentsOf: encode(word: scalars))
            }
        }
        return ids
    }

    private func encode(word: ArraySlice<Unicode.Scalar>) -> [Int32] {
        var symbols: [Int32] = []
        for scalar in word {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                symbols.append(CLIPVocabulary.byteIDs[Int(byte)])
            }
        }
        if let last = symbols.indices.last { symbols[last] += 256 }
        return bytePairEncoding(symbols, merge: vocabulary.merge)
    }

    /// Composed and lower-case, as scalars. (White space needs no folding: it only parts words.)
    static func normalized(_ text: String) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        // Composition never crosses the bounds of a character; one by one they take linear time.
        for character in text {
            // Below U+0300 there is nothing to compose.
            let composes = character.unicodeScalars.contains { $0.value >= 0x300 }
            let whole = String(character)
            let composed = composes ? whole.precomposedStringWithCanonicalMapping : whole
            for scalar in composed.unicodeScalars {
                scalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return scalars
    }
}
