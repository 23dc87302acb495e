/// A word of prompts that stands for learnt vectors (textual inversion; Gal et al. 2022).
public struct EmbeddingWord: Sendable, Hashable {
    /// The word.
    public let name: String
    /// How many vectors it stands for, each in the place of one token.
    public let vectorCount: Int

    /// A word for so many vectors.
    public init(_ name: String, vectorCount: Int) {
        self.name = name
        self.vectorCount = vectorCount
    }
}

/// Embedding words by the tokens of their names: as in the web UI, the tokens make the match, so
/// that case does not matter and a name may stand inside of what a person sees as a longer word.
struct EmbeddingTrie: Sendable {
    private struct Step: Hashable {
        let node: Int
        let id: Int32
    }

    private var children: [Step: Int] = [:]
    private var words: [Int: EmbeddingWord] = [:]

    /// Adds a word, unless its name has no tokens. Of two with the same tokens the later counts.
    mutating func insert(_ word: EmbeddingWord, ids: [Int32]) {
        guard !ids.isEmpty else { return }
        var node = 0
        for id in ids {
            let step = Step(node: node, id: id)
            node = children[step] ?? children.count + 1
            children[step] = node
        }
        words[node] = word
    }

    /// The longest word that begins at an index, and the number of tokens of its name.
    func longestWord(in ids: [Int32], from start: Int) -> (word: EmbeddingWord, length: Int)? {
        var found: (word: EmbeddingWord, length: Int)?
        var node = 0
        for index in start..<ids.count {
            guard let next = children[Step(node: node, id: ids[index])] else { break }
            node = next
            if let word = words[node] { found = (word, index - start + 1) }
        }
        return found
    }
}
