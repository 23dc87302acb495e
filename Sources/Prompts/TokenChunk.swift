/// What a CLIP text encoder reads at once: 77 tokens, of which 75 are the prompt's.
public struct TokenChunk: Sendable, Equatable {
    /// The token that fills a chunk behind the prompt's.
    public enum Padding: Sendable, Hashable {
        /// `<|endoftext|>`, with which CLIP-L was used.
        case endOfText
        /// 0, everywhere behind the first `<|endoftext|>`: OpenCLIP's H and G.
        case zero
    }

    /// A place whose tokens' vectors are an embedding's.
    public struct Embedding: Sendable, Hashable {
        /// Index of the first of its tokens among ``TokenChunk/ids``, 1…75.
        public let position: Int
        /// The word and its number of vectors, all of which are in this chunk.
        public let word: EmbeddingWord
    }

    /// The number of tokens with the framing two.
    public static let length = 77
    /// The number of tokens that are the prompt's.
    public static let capacity = 75

    /// 77 ids: start of text, at most 75 of the prompt, end of text, and padding. An embedding's are
    /// 0, in place of which its vectors go.
    public let ids: [Int32]
    /// 77 factors of attention, 1 on framing and padding tokens. All are finite.
    public let weights: [Float]
    /// Where embeddings stand, in order.
    public let embeddings: [Embedding]

    /// A chunk of the first 75 of `tokens`.
    init(_ tokens: some Sequence<PromptToken>, padding: Padding) {
        let tokens = tokens.prefix(Self.capacity)
        var ids = [CLIPVocabulary.startOfText] + tokens.map(\.id)
        ids += Array(repeating: CLIPVocabulary.endOfText, count: Self.length - ids.count)
        if padding == .zero, let end = ids.firstIndex(of: CLIPVocabulary.endOfText) {
            for index in ids.indices[(end + 1)...] { ids[index] = 0 }
        }
        var weights = [1] + tokens.map(\.weight)
        weights += Array(repeating: 1, count: Self.length - weights.count)
        self.ids = ids
        self.weights = weights
        embeddings = tokens.enumerated().compactMap { index, token in
            token.embedding.map { Embedding(position: index + 1, word: $0) }
        }
    }

    /// The chunk of the empty prompt.
    public static func empty(padding: Padding) -> TokenChunk {
        TokenChunk([], padding: padding)
    }
}

/// A token of a prompt and its factor of attention.
struct PromptToken: Equatable {
    let id: Int32
    let weight: Float
    /// The embedding whose first vector goes here.
    var embedding: EmbeddingWord?
}
