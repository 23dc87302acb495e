import Models
import Prompts
import Torch

/// The vectors of a pass's textual inversions, for each of its text encoders.
struct LearntWords {
    private var vectors: [String: [Tensor]] = [:]

    /// No words.
    init() {}

    /// The words of these files.
    ///
    /// - Throws: `EmbeddingError`, if one has changed or holds something that is no number.
    init(_ files: [EmbeddingFile]) throws {
        for file in files {
            vectors[file.name] = zip(try file.vectors(), file.widths).map { values, width in
                Tensor(values, shape: [file.vectorCount, width])
            }
        }
    }

    /// What goes into a chunk for an encoder, by its place among the family's.
    func vectors(in chunk: TokenChunk, encoder: Int) -> [LearntVectors] {
        chunk.embeddings.compactMap { embedding in
            vectors[embedding.word.name].map { LearntVectors($0[encoder], at: embedding.position) }
        }
    }
}

extension EmbeddingFile {
    /// The word as prompts know it.
    var word: EmbeddingWord { EmbeddingWord(name, vectorCount: vectorCount) }
}
