import Layers
import Models
import Prompts
import Torch

/// What steers a denoiser towards one prompt.
struct Conditioning {
    /// Shape `[1, 77 × chunks, width]`.
    let context: Tensor
    /// Shape `[1, channels]`: pooled text and sizes, for the families that take it.
    let vector: Tensor?

    /// Several prompts as one batch: contexts of unequal length are repeated to their least common
    /// multiple, which attention cannot tell from the originals.
    static func batch(_ items: [Conditioning]) -> Conditioning {
        let lengths = items.map { $0.context.dim(1) }
        let length = lengths.reduce(1, leastCommonMultiple)
        let contexts = zip(items, lengths).map { item, own in
            own == length
                ? item.context
                : Tensor.concatenated(
                    Array(repeating: item.context, count: length / max(own, 1)), dim: 1)
        }
        let vectors = items.compactMap(\.vector)
        return Conditioning(
            context: Tensor.concatenated(contexts, dim: 0),
            vector: vectors.count == items.count ? Tensor.concatenated(vectors, dim: 0) : nil)
    }

    private static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
        var (x, y) = (a, b)
        while y != 0 { (x, y) = (y, x % y) }
        return x == 0 ? 0 : a / x * b
    }
}

/// Turns prompts into conditionings with one family's text encoders.
struct TextConditioner {
    let architecture: Architecture
    let encoders: [CLIPText]
    let chunker: PromptChunker
    let words: LearntWords
    let clipSkip: Int

    /// The conditioning of a prompt at a pass's size.
    ///
    /// An empty negative prompt of a family with a vector is all zeros but for the sizes, as such
    /// models were trained (reference implementation of Podell et al. 2023).
    func callAsFunction(_ prompt: String, negative: Bool, size: PixelSize) -> Conditioning {
        let encoded = encoders.indices.map { encode(prompt, with: $0) }
        var context =
            encoded.count == 1
            ? encoded[0].context : Tensor.concatenated(encoded.map(\.context), dim: 2)
        guard architecture.vector == .pooledAndSizes, var pooled = encoded.last?.pooled else {
            return Conditioning(context: context, vector: nil)
        }
        if negative && prompt.isEmpty {
            context = context * 0.0
            pooled = pooled * 0.0
        }
        let vector = Tensor.concatenated([pooled, sizeVector(size)], dim: 1)
        return Conditioning(context: context, vector: vector)
    }

    /// One encoder's view of a prompt: its chunks' hidden states end to end, and the first chunk's
    /// pooled vector.
    private func encode(
        _ prompt: String, with index: Int
    ) -> (context: Tensor, pooled: Tensor?) {
        let (slot, encoder) = (architecture.encoders[index], encoders[index])
        let chunks = chunker.chunks(prompt, padding: slot.padding)
        var contexts: [Tensor] = []
        var pooled: Tensor?
        for chunk in chunks {
            let ids = Tensor(chunk.ids, shape: [1, chunk.ids.count])
            let output = encoder(
                ids, replacing: words.vectors(in: chunk, encoder: index),
                skip: slot.layer.fromEnd(clipSkip: clipSkip, depth: encoder.depth),
                finalNorm: slot.finalNorm)
            contexts.append(Emphasis.original(output.hidden, weights: chunk.weights))
            if pooled == nil { pooled = output.pooled }
        }
        let context = contexts.count == 1 ? contexts[0] : Tensor.concatenated(contexts, dim: 1)
        return (context, pooled)
    }

    /// Original size, crop and target size as sinusoids, each `[cos, sin]` over 256 channels.
    private func sizeVector(_ size: PixelSize) -> Tensor {
        let numbers = [size.height, size.width, 0, 0, size.height, size.width].map(Double.init)
        let values = Tensor(numbers.map(Float.init), shape: [numbers.count])
        return Sinusoid.embedding(of: values, channels: 256).reshaped(1, numbers.count * 256)
    }
}

/// How a prompt's weights act on its hidden states.
enum Emphasis {
    /// The web UI's default: states times weights, then scaled back to their former mean, which is
    /// taken over this prompt's chunk alone.
    static func original(_ hidden: Tensor, weights: [Float]) -> Tensor {
        guard weights.contains(where: { $0 != 1 }) else { return hidden }
        let factors = Tensor(weights, shape: [1, weights.count, 1], device: hidden.device)
        let weighted = hidden * factors
        return weighted * (hidden.mean() / weighted.mean())
    }
}
