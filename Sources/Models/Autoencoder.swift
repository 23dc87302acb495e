public import Layers
public import Torch

/// The variational autoencoder of latent diffusion (Esser et al. 2021; Rombach et al. 2022, §3.1).
///
/// The raw network: no scale factor is applied to the latents on either side.
public struct Autoencoder: Sendable {
    /// Channels of a latent.
    public let latentChannels: Int
    /// Pixels along one edge of a latent's position.
    public var downsampling: Int { encoder.downsampling }

    private let encoder: Encoder
    private let afterEncoder: Conv2d?
    private let beforeDecoder: Conv2d?
    private let decoder: Decoder
    private let dtype: DType

    /// A latent's distribution given a picture: normal, independent per value.
    public struct Posterior: Sendable {
        /// The mean, `[batch, latentChannels, rows, columns]`.
        public let mean: Tensor
        /// The natural logarithm of the variance, −30 to 20, of the mean's shape.
        public let logVariance: Tensor
    }

    /// The network whose names begin at `w` (`encoder.conv_in.weight` and so on).
    ///
    /// The file's metadata `kiln.vae.norm_groups` goes before the argument.
    ///
    /// - Parameter groups: groups of its group norms.
    /// - Throws: `WeightsError`, if the tensors do not make such a network.
    public init(_ w: Weights, groups: Int = 32) throws(WeightsError) {
        let groups = try w.count(metadata: "kiln.vae.norm_groups") ?? groups
        decoder = try Decoder(w["decoder"], groups: groups)
        latentChannels = decoder.inputs
        encoder = try Encoder(w["encoder"], to: 2 * latentChannels, groups: groups)
        afterEncoder = try w["quant_conv"].pointwise(2 * latentChannels)
        beforeDecoder = try w["post_quant_conv"].pointwise(latentChannels)
        dtype = w.dtype
    }

    /// The latents' distribution for pictures.
    ///
    /// - Parameter pixels: `[batch, 3, rows, columns]`, −1 to 1.
    public func encode(_ pixels: Tensor) -> Posterior {
        let h = encoder(pixels.to(dtype))
        let moments = afterEncoder?(h) ?? h
        let variance = moments.narrowed(1, from: latentChannels, count: latentChannels)
        return Posterior(
            mean: moments.narrowed(1, from: 0, count: latentChannels),
            logVariance: variance.clamped(to: -30...20))
    }

    /// The pictures of latents.
    ///
    /// - Parameter latents: `[batch, latentChannels, rows, columns]`, unscaled.
    /// - Returns: `[batch, 3, rows, columns]`, nominally −1 to 1, not clamped.
    public func decode(_ latents: Tensor) -> Tensor {
        let z = latents.to(dtype)
        return decoder(beforeDecoder?(z) ?? z)
    }
}

extension Weights {
    /// A 1×1 convolution that some files leave out.
    fileprivate func pointwise(_ channels: Int) throws(WeightsError) -> Conv2d? {
        exists ? try Conv2d(self, from: channels, to: channels, kernel: 1) : nil
    }
}

/// Pictures to moments of latents.
private struct Encoder: Sendable {
    let downsampling: Int
    private let input: Conv2d
    private let levels: [Level]
    private let middle: Middle
    private let norm: GroupNorm
    private let output: Conv2d

    private struct Level: Sendable {
        let blocks: [VAEBlock]
        let downsample: Conv2d?
    }

    init(_ w: Weights, to moments: Int, groups: Int) throws(WeightsError) {
        input = try Conv2d(w["conv_in"], from: 3)
        var channels = input.outputs
        var levels: [Level] = []
        for level in w["down"].children {
            let blocks = try [VAEBlock](level["block"], from: channels, groups: groups)
            channels = blocks.last?.outputs ?? channels
            let down = level["downsample.conv"]
            levels.append(
                Level(
                    blocks: blocks,
                    downsample: down.exists
                        ? try Conv2d(
                            down, from: channels, to: channels, stride: 2, padding: 0) : nil))
        }
        self.levels = levels
        downsampling = levels.reduce(1) { $1.downsample == nil ? $0 : $0 * 2 }
        middle = try Middle(w["mid"], channels: channels, groups: groups)
        norm = try GroupNorm(w["norm_out"], channels: channels, groups: groups, epsilon: 1e-6)
        output = try Conv2d(w["conv_out"], from: channels, to: moments)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        var h = input(x)
        for level in levels {
            for block in level.blocks { h = block(h) }
            // The original pads on the right and below only.
            if let downsample = level.downsample { h = downsample(h.padded([0, 1, 0, 1], 0)) }
        }
        return output(norm(middle(h)).silu)
    }
}

/// Latents to pictures.
private struct Decoder: Sendable {
    var inputs: Int { input.inputs }
    private let input: Conv2d
    private let middle: Middle
    private let levels: [Level]
    private let norm: GroupNorm
    private let output: Conv2d

    private struct Level: Sendable {
        let blocks: [VAEBlock]
        let upsample: Conv2d?
    }

    init(_ w: Weights, groups: Int) throws(WeightsError) {
        input = try Conv2d(w["conv_in"])
        var channels = input.outputs
        middle = try Middle(w["mid"], channels: channels, groups: groups)
        var levels: [Level] = []
        for level in w["up"].children.reversed() {
            let blocks = try [VAEBlock](level["block"], from: channels, groups: groups)
            channels = blocks.last?.outputs ?? channels
            let up = level["upsample.conv"]
            levels.append(
                Level(
                    blocks: blocks,
                    upsample: up.exists ? try Conv2d(up, from: channels, to: channels) : nil))
        }
        self.levels = levels
        norm = try GroupNorm(w["norm_out"], channels: channels, groups: groups, epsilon: 1e-6)
        output = try Conv2d(w["conv_out"], from: channels, to: 3)
    }

    func callAsFunction(_ z: Tensor) -> Tensor {
        var h = middle(input(z))
        for level in levels {
            for block in level.blocks { h = block(h) }
            if let upsample = level.upsample { h = upsample(h.upsampledNearest(2)) }
        }
        return output(norm(h).silu)
    }
}

/// Two residual blocks with attention over all positions between them.
private struct Middle: Sendable {
    private let block1: VAEBlock
    private let norm: GroupNorm
    private let attention: Attention
    private let block2: VAEBlock

    init(_ w: Weights, channels: Int, groups: Int) throws(WeightsError) {
        block1 = try VAEBlock(w["block_1"], from: channels, to: channels, groups: groups)
        let attention = w["attn_1"]
        norm = try GroupNorm(
            attention["norm"], channels: channels, groups: groups, epsilon: 1e-6)
        self.attention = Attention(
            query: try Linear(attention["q"], from: channels, to: channels),
            key: try Linear(attention["k"], from: channels, to: channels),
            value: try Linear(attention["v"], from: channels, to: channels),
            output: try Linear(attention["proj_out"], from: channels, to: channels), heads: 1)
        block2 = try VAEBlock(w["block_2"], from: channels, to: channels, groups: groups)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        let x = block1(x)
        let h = attention(norm(x).flattened(from: 2).transposed(1, 2))
        return block2(x + h.transposed(1, 2).reshaped(x.shape))
    }
}

/// A residual block without a timestep.
private struct VAEBlock: Sendable {
    var outputs: Int { conv1.outputs }
    private let norm1: GroupNorm
    private let conv1: Conv2d
    private let norm2: GroupNorm
    private let conv2: Conv2d
    private let skip: Conv2d?

    init(
        _ w: Weights, from inputs: Int, to outputs: Int? = nil, groups: Int
    ) throws(WeightsError) {
        norm1 = try GroupNorm(w["norm1"], channels: inputs, groups: groups, epsilon: 1e-6)
        conv1 = try Conv2d(w["conv1"], from: inputs, to: outputs)
        let outputs = conv1.outputs
        norm2 = try GroupNorm(w["norm2"], channels: outputs, groups: groups, epsilon: 1e-6)
        conv2 = try Conv2d(w["conv2"], from: outputs, to: outputs)
        skip =
            inputs == outputs
            ? nil : try Conv2d(w["nin_shortcut"], from: inputs, to: outputs, kernel: 1)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        var h = conv1(norm1(x).silu)
        h = conv2(norm2(h).silu)
        return (skip?(x) ?? x) + h
    }
}

extension [VAEBlock] {
    /// The numbered blocks of a level, one after the other.
    fileprivate init(
        _ w: Weights, from inputs: Int, groups: Int
    ) throws(WeightsError) {
        self = []
        for place in w.children {
            append(try VAEBlock(place, from: last?.outputs ?? inputs, groups: groups))
        }
    }
}
