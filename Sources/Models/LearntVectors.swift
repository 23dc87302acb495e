public import Torch

/// Vectors that stand in place of tokens' own where a text encoder begins (textual inversion; Gal et
/// al. 2022, §3).
public struct LearntVectors: Sendable {
    /// The position of the first of them, from 0, the begin token's.
    public let position: Int
    /// The vectors, `[count, width]`. All their positions lie in the text.
    public let vectors: Tensor

    /// Vectors from a position on.
    public init(_ vectors: Tensor, at position: Int) {
        self.position = position
        self.vectors = vectors
    }

    /// Token embeddings `[batch, positions, width]` with the vectors in their places.
    func placed(in embedded: Tensor) -> Tensor {
        let end = position + vectors.dim(0)
        let own = vectors.to(embedded.device).to(embedded.dtype)
        let parts = [
            embedded.narrowed(1, from: 0, count: position),
            own.expanded([embedded.dim(0), vectors.dim(0), vectors.dim(1)]),
            embedded.narrowed(1, from: end, count: embedded.dim(1) - end),
        ]
        return Tensor.concatenated(parts, dim: 1)
    }
}
