import Layers
import Torch

/// Transformer blocks over the pixels of a feature map (Rombach et al. 2022, appendix E.2.1).
struct SpatialTransformer: Sendable {
    /// Channels in and out.
    let channels: Int
    private let norm: GroupNorm
    private let enter: Linear
    private let blocks: [TransformerBlock]
    private let leave: Linear

    init(_ w: Weights, channels: Int, _ shape: UNetShape) throws(WeightsError) {
        self.channels = channels
        norm = try GroupNorm(w["norm"], channels: channels, groups: shape.groups, epsilon: 1e-6)
        enter = try Linear(w["proj_in"], from: channels)
        var blocks: [TransformerBlock] = []
        for place in w["transformer_blocks"].children {
            blocks.append(try TransformerBlock(place, channels: enter.outputs, shape))
        }
        self.blocks = blocks
        leave = try Linear(w["proj_out"], from: enter.outputs, to: channels)
    }

    /// - Parameter perturbation: how the self-attention is disturbed.
    func callAsFunction(
        _ x: Tensor, _ context: Tensor, perturbedBy perturbation: AttentionPerturbation? = nil
    ) -> Tensor {
        var h = norm(x).flattened(from: 2).transposed(1, 2)
        h = enter(h)
        let selfAttention = SelfAttention(
            perturbation: perturbation, rows: x.dim(2), columns: x.dim(3))
        for block in blocks where perturbation != .skipped { h = block(h, context, selfAttention) }
        h = leave(h).transposed(1, 2).reshaped(x.shape)
        return x + h
    }
}

/// Self-attention, attention to the text and a feed-forward network, each with its norm before.
struct TransformerBlock: Sendable {
    private let norm1: LayerNorm
    private let attention1: Attention
    private let norm2: LayerNorm
    private let attention2: Attention
    private let norm3: LayerNorm
    private let feedForward: FeedForward

    init(_ w: Weights, channels: Int, _ shape: UNetShape) throws(WeightsError) {
        norm1 = try LayerNorm(w["norm1"], channels: channels)
        attention1 = try Attention(w["attn1"], channels, from: channels, shape.heads)
        norm2 = try LayerNorm(w["norm2"], channels: channels)
        attention2 = try Attention(w["attn2"], channels, from: shape.context, shape.heads)
        norm3 = try LayerNorm(w["norm3"], channels: channels)
        feedForward = try FeedForward(w["ff.net"], channels: channels)
    }

    func callAsFunction(
        _ x: Tensor, _ context: Tensor, _ selfAttention: SelfAttention
    ) -> Tensor {
        var x = x
        x = x + selfAttention(attention1, norm1(x))
        x = x + attention2(norm2(x), to: context)
        x = x + feedForward(norm3(x))
        return x
    }
}

extension Attention {
    /// The attention of a UNet's transformer, whose projections but the last have no bias.
    fileprivate init(
        _ w: Weights, _ channels: Int, from context: Int?, _ heads: HeadCount
    ) throws(WeightsError) {
        let query = try Linear(w["to_q"], from: channels, bias: false)
        let width = query.outputs
        self.init(
            query: query,
            key: try Linear(w["to_k"], from: context, to: width, bias: false),
            value: try Linear(w["to_v"], from: context, to: width, bias: false),
            output: try Linear(w["to_out.0"], from: width, to: channels),
            heads: try heads.heads(of: width, at: w))
    }
}

/// A feed-forward network with a gate, GEGLU (Shazeer 2020).
struct FeedForward: Sendable {
    private let gated: Linear
    private let output: Linear

    init(_ w: Weights, channels: Int) throws(WeightsError) {
        output = try Linear(w[2], to: channels)
        gated = try Linear(w["0.proj"], from: channels, to: 2 * output.inputs)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        let h = gated(x)
        let value = h.narrowed(-1, from: 0, count: output.inputs)
        let gate = h.narrowed(-1, from: output.inputs, count: output.inputs)
        return output(value * gate.gelu)
    }
}
