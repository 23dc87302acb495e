/// Cuts prompts into chunks of 75 tokens.
///
/// A chunk that overflows is cut behind its last comma, if that is among its last 20 tokens, so that
/// a tag is not torn apart. BREAK closes a chunk. An embedding's vectors stay together: where they do
/// not fit they begin a chunk. The empty prompt is one chunk.
public struct PromptChunker: Sendable {
    /// How far behind a comma may stand from the end of a full chunk to be its cut.
    static let commaReach = 20

    private let tokenizer: CLIPTokenizer
    private var embeddings = EmbeddingTrie()

    /// A chunker of this tokenizer's tokens.
    ///
    /// - Parameter embeddings: Words that stand for 1…75 vectors; others remain text. Where one name
    ///   begins with another, the longer is meant, and of equal names the later.
    public init(_ tokenizer: CLIPTokenizer, embeddings: [EmbeddingWord] = []) {
        self.tokenizer = tokenizer
        for word in embeddings where 1...TokenChunk.capacity ~= word.vectorCount {
            self.embeddings.insert(word, ids: ids(word.name))
        }
    }

    /// The chunks of a prompt in attention syntax; at least one.
    ///
    /// - Parameter emphasis: How the syntax is read. With `.none` and `.ignore` all weights are 1.
    public func chunks(
        _ prompt: String, padding: TokenChunk.Padding, emphasis: EmphasisMode = .original
    ) -> [TokenChunk] {
        cut(prompt, emphasis).map { TokenChunk($0, padding: padding) }
    }

    /// The chunks of the prompts of one batch, shorter ones followed by empty chunks, so that all
    /// have as many.
    public func chunks(
        batch prompts: [String], padding: TokenChunk.Padding, emphasis: EmphasisMode = .original
    ) -> [[TokenChunk]] {
        let all = prompts.map { chunks($0, padding: padding, emphasis: emphasis) }
        let count = all.map(\.count).max() ?? 0
        return all.map { chunks in
            let missing = count - chunks.count
            return chunks + Array(repeating: .empty(padding: padding), count: missing)
        }
    }

    /// The number of chunks the prompt takes; at least 1.
    public func chunkCount(_ prompt: String, emphasis: EmphasisMode = .original) -> Int {
        cut(prompt, emphasis).count
    }

    /// The embeddings that a prompt names, each once, in order.
    public func embeddings(
        in prompt: String, emphasis: EmphasisMode = .original
    ) -> [EmbeddingWord] {
        var found: Set<EmbeddingWord> = []
        return cut(prompt, emphasis).joined().compactMap(\.embedding)
            .filter { found.insert($0).inserted }
    }

    /// The prompt's tokens, cut.
    private func cut(_ prompt: String, _ emphasis: EmphasisMode) -> [[PromptToken]] {
        var cutter = ChunkCutter()
        for part in AttentionPrompt(prompt, emphasis: emphasis).parts {
            switch part {
            case .chunkBreak: cutter.close()
            case .text(let text, let weight):
                append(text, weight: emphasis == .ignore ? 1 : Float(weight), to: &cutter)
            }
        }
        return cutter.finished()
    }

    private func append(_ text: String, weight: Float, to cutter: inout ChunkCutter) {
        let ids = ids(text)
        var index = 0
        while index < ids.count {
            if let (word, length) = embeddings.longestWord(in: ids, from: index) {
                cutter.append(word, weight: weight)
                index += length
            } else {
                cutter.append(PromptToken(id: ids[index], weight: weight))
                index += 1
            }
        }
    }

    private func ids(_ text: String) -> [Int32] { tokenizer.encode(mendedPrompt(text)) }
}

/// Takes a prompt's tokens one by one.
private struct ChunkCutter {
    private var closed: [[PromptToken]] = []
    private var open: [PromptToken] = []
    private var lastComma: Int?

    mutating func append(_ token: PromptToken) {
        let isComma = token.id == CLIPVocabulary.comma
        if open.count == TokenChunk.capacity {
            // A comma that finds the chunk full begins the next one.
            closeFull(atComma: !isComma)
        } else if isComma {
            lastComma = open.count
        }
        open.append(token)
    }

    /// Appends an embedding's places, of which a chunk can hold all.
    mutating func append(_ word: EmbeddingWord, weight: Float) {
        if open.count == TokenChunk.capacity { closeFull(atComma: true) }
        if open.count + word.vectorCount > TokenChunk.capacity { close() }
        open.append(PromptToken(id: 0, weight: weight, embedding: word))
        let rest = PromptToken(id: 0, weight: weight)
        open += Array(repeating: rest, count: word.vectorCount - 1)
    }

    /// Closes the full chunk, behind its last comma if that is near and may be the cut.
    private mutating func closeFull(atComma: Bool) {
        guard atComma, let comma = lastComma, open.count - comma <= PromptChunker.commaReach
        else { return close() }
        let moved = Array(open[(comma + 1)...])
        open.removeSubrange((comma + 1)...)
        close()
        open = moved
    }

    mutating func close() {
        closed.append(open)
        open = []
        lastComma = nil
    }

    func finished() -> [[PromptToken]] {
        open.isEmpty && !closed.isEmpty ? closed : closed + [open]
    }
}
