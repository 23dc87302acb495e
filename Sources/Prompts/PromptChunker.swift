/// Cuts prompts into chunks of 75 tokens.
///
/// A chunk that overflows is cut behind its last comma, if that is among its last 20 tokens, so that
/// a tag is not torn apart. BREAK closes a chunk. The empty prompt is one chunk.
public struct PromptChunker: Sendable {
    /// How far behind a comma may stand from the end of a full chunk to be its cut.
    static let commaReach = 20

    private let tokenizer: CLIPTokenizer

    /// A chunker of this tokenizer's tokens.
    public init(_ tokenizer: CLIPTokenizer) {
        self.tokenizer = tokenizer
    }

    /// The chunks of a prompt in attention syntax; at least one.
    public func chunks(_ prompt: String, padding: TokenChunk.Padding) -> [TokenChunk] {
        chunks(AttentionPrompt(prompt), padding: padding)
    }

    /// The chunks of a prompt that has been read; at least one.
    public func chunks(_ prompt: AttentionPrompt, padding: TokenChunk.Padding) -> [TokenChunk] {
        cut(prompt).map { TokenChunk($0, padding: padding) }
    }

    /// The chunks of the prompts of one batch, shorter ones followed by empty chunks, so that all
    /// have as many.
    public func chunks(
        batch prompts: [String], padding: TokenChunk.Padding
    ) -> [[TokenChunk]] {
        let all = prompts.map { chunks($0, padding: padding) }
        let count = all.map(\.count).max() ?? 0
        return all.map { chunks in
            let missing = count - chunks.count
            return chunks + Array(repeating: .empty(padding: padding), count: missing)
        }
    }

    /// The number of chunks the prompt takes; at least 1.
    public func chunkCount(_ prompt: String) -> Int {
        cut(AttentionPrompt(prompt)).count
    }

    /// The prompt's tokens, cut.
    private func cut(_ prompt: AttentionPrompt) -> [[WeightedToken]] {
        var cutter = ChunkCutter()
        for part in prompt.parts {
            switch part {
            case .chunkBreak:
                cutter.close()
            case .text(let text, let weight):
                for id in tokenizer.encode(mendedPrompt(text)) {
                    cutter.append(WeightedToken(id: id, weight: Float(weight)))
                }
            }
        }
        return cutter.finished()
    }
}

/// Takes a prompt's tokens one by one.
private struct ChunkCutter {
    private var closed: [[WeightedToken]] = []
    private var open: [WeightedToken] = []
    private var lastComma: Int?

    mutating func append(_ token: WeightedToken) {
        if open.count == TokenChunk.capacity {
            // A comma that finds the chunk full begins the next one.
            if token.id != CLIPVocabulary.comma, let comma = lastComma,
                open.count - comma <= PromptChunker.commaReach
            {
                let moved = Array(open[(comma + 1)...])
                open.removeSubrange((comma + 1)...)
                close()
                open = moved
            } else {
                close()
            }
        } else if token.id == CLIPVocabulary.comma {
            lastComma = open.count
        }
        open.append(token)
    }

    mutating func close() {
        closed.append(open)
        open = []
        lastComma = nil
    }

    func finished() -> [[WeightedToken]] {
        open.isEmpty && !closed.isEmpty ? closed : closed + [open]
    }
}
