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

    /// Several prompts of one length as one batch.
    static func batch(_ items: [Conditioning]) -> Conditioning {
        let vectors = items.compactMap(\.vector)
        return Conditioning(
            context: Tensor.concatenated(items.map(\.context), dim: 0),
            vector: vectors.count == items.count ? Tensor.concatenated(vectors, dim: 0) : nil)
    }
}

/// Turns prompts into conditionings with one family's text encoders.
struct TextConditioner {
    let architecture: Architecture
    let encoders: [CLIPText]
    let chunker: PromptChunker
    let words: LearntWords
    let settings: TextSettings

    /// The conditioning of a prompt at a pass's size.
    ///
    /// An empty negative prompt of a family with a vector is all zeros but for the sizes, as such
    /// models were trained (reference implementation of Podell et al. 2023).
    func callAsFunction(_ prompt: String, negative: Bool, size: PixelSize) -> Conditioning {
        let encoded = encoders.indices.map { encode(prompt, with: $0) }
        var context =
            encoded.count == 1
            ? encoded[0].context : Tensor.concatenated(encoded.map(\.context), dim: 2)
        guard architecture.vector != .none, var pooled = encoded.last?.pooled else {
            return Conditioning(context: context, vector: nil)
        }
        if negative && prompt.isEmpty {
            context = context * 0.0
            pooled = pooled * 0.0
        }
        let vector = Tensor.concatenated([pooled, sizeVector(size, negative)], dim: 1)
        return Conditioning(context: context, vector: vector)
    }

    /// One encoder's view of a prompt: its chunks' hidden states end to end, and the first chunk's
    /// pooled vector.
    private func encode(
        _ prompt: String, with index: Int
    ) -> (context: Tensor, pooled: Tensor?) {
        let (slot, encoder) = (architecture.encoders[index], encoders[index])
        let chunks = chunker.chunks(
            prompt, padding: slot.padding, emphasis: settings.emphasis)
        var contexts: [Tensor] = []
        var pooled: Tensor?
        for chunk in chunks {
            let ids = Tensor(chunk.ids, shape: [1, chunk.ids.count])
            let output = encoder(
                ids, replacing: words.vectors(in: chunk, encoder: index),
                skip: slot.layer.fromEnd(clipSkip: settings.clipSkip, depth: encoder.depth),
                finalNorm: slot.finalNorm)
            contexts.append(settings.emphasis.applied(to: output.hidden, weights: chunk.weights))
            if pooled == nil { pooled = output.pooled }
        }
        let context = contexts.count == 1 ? contexts[0] : Tensor.concatenated(contexts, dim: 1)
        return (context, pooled)
    }

    /// The family's numbers as sinusoids, each `[cos, sin]` over 256 channels.
    private func sizeVector(_ size: PixelSize, _ negative: Bool) -> Tensor {
        let numbers = architecture.vector.numbers(of: size, negative: negative)
        let values = Tensor(numbers.map(Float.init), shape: [numbers.count])
        return Sinusoid.embedding(of: values, channels: 256).reshaped(1, numbers.count * 256)
    }
}

extension EmphasisMode {
    /// Hidden states `[1, positions, channels]` under the weights of their tokens.
    ///
    /// "Original" scales the result back to its former mean, which is taken over this prompt's chunk
    /// alone: no image of a batch changes another.
    func applied(to hidden: Tensor, weights: [Float]) -> Tensor {
        guard self == .original || self == .noNorm, weights.contains(where: { $0 != 1 }) else {
            return hidden
        }
        let factors = Tensor(weights, shape: [1, weights.count, 1], device: hidden.device)
        let weighted = hidden * factors
        return self == .noNorm ? weighted : weighted * (hidden.mean() / weighted.mean())
    }
}
