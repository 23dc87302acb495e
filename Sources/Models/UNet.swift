public import Layers
public import Torch

/// The denoising network of latent diffusion (Rombach et al. 2022, §3.3; Podell et al. 2023, §2).
///
/// One type for SD 1.x, SD 2.x and SDXL: the file's names say which layers a block has, its shapes
/// say how wide they are.
public struct UNet: Sendable {
    /// Channels of the latents it takes.
    public let latentChannels: Int
    /// Channels of the text it attends to; `nil` for a network without attention.
    public let contextWidth: Int?
    /// Channels of the vector beside the text; `nil` for a network that takes none.
    public var vectorWidth: Int? { conditions.vectorWidth }

    private let conditions: UNetConditions
    /// Channels of the first level, of which the others have a multiple.
    private let width: Int
    private let down: [UNetBlock]
    private let middle: UNetBlock
    private let up: [UNetBlock]
    private let norm: GroupNorm
    private let output: Conv2d
    private let dtype: DType

    /// The network whose names begin at `w` (`time_embed.0.weight` and so on).
    ///
    /// The file's metadata `kiln.unet.heads`, `kiln.unet.head_channels` and `kiln.norm_groups` go
    /// before the arguments.
    ///
    /// - Parameters:
    ///   - heads: how attention is split.
    ///   - groups: groups of its group norms.
    /// - Throws: `WeightsError`, if the tensors do not make such a network.
    public init(_ w: Weights, heads: HeadCount, groups: Int = 32) throws(WeightsError) {
        conditions = try UNetConditions(w)
        let shape = try UNetShape(
            w, heads: heads, groups: groups, embedding: conditions.embeddingWidth)
        contextWidth = shape.context
        let input = try Conv2d(w["input_blocks.0.0"])
        (latentChannels, width) = (input.inputs, input.outputs)

        var channels = latentChannels
        var skips: [Int] = []
        var down: [UNetBlock] = []
        for place in w["input_blocks"].children {
            down.append(try UNetBlock(place, from: channels, shape))
            channels = down.last?.outputs ?? channels
            skips.append(channels)
        }
        middle = try UNetBlock(w["middle_block"], from: channels, shape)
        channels = middle.outputs
        var up: [UNetBlock] = []
        for (index, skip) in skips.reversed().enumerated() {
            up.append(try UNetBlock(w["output_blocks"][index], from: channels + skip, shape))
            channels = up.last?.outputs ?? channels
        }
        (self.down, self.up) = (down, up)
        norm = try GroupNorm(w["out.0"], channels: channels, groups: shape.groups, epsilon: 1e-5)
        output = try Conv2d(w["out.2"], from: channels)
        dtype = w.dtype
    }

    /// The network's output, as it was trained to give: noise or velocity.
    ///
    /// - Parameters:
    ///   - x: scaled noisy latents, `[batch, channels, rows, columns]`.
    ///   - timesteps: steps of the training schedule, 0 to 999, `[batch]`.
    ///   - context: text, `[batch, positions, contextWidth]`.
    ///   - vector: pooled text and sizes, `[batch, vectorWidth]`, for a network that takes it.
    ///   - variation: what is done differently than the network was trained to do.
    /// - Returns: latents like `x`, in the type that the network computes in.
    public func callAsFunction(
        _ x: Tensor, at timesteps: Tensor, context: Tensor, vector: Tensor? = nil,
        variation: UNetVariation = .none
    ) -> Tensor {
        let t = conditions(timesteps, vector).silu
        let context = context.to(dtype)
        var h = x.to(dtype)
        var skips: [Tensor] = []
        for (index, block) in down.enumerated() {
            h = block(h, t, context, perturbedBy: variation.perturbation(at: .input(index)))
            skips.append(h)
        }
        h = middle(h, t, context, perturbedBy: variation.perturbation(at: .middle))
        for (index, block) in up.enumerated() {
            guard let skip = skips.popLast() else { break }
            h = block(
                variation.joined(h, skip, width: width), t, context, upTo: skips.last,
                perturbedBy: variation.perturbation(at: .output(index)))
        }
        return output(norm(h).silu)
    }
}

/// What the layers of a network share: facts that their own tensors do not tell.
struct UNetShape: Sendable {
    /// How attention is split.
    let heads: HeadCount
    /// Groups of its group norms.
    let groups: Int
    /// Channels of the embedded timestep.
    let embedding: Int
    /// Channels of the text, by the first attention in the file.
    let context: Int?

    init(
        _ w: Weights, heads: HeadCount, groups: Int, embedding: Int
    ) throws(WeightsError) {
        if let count = try w.count(metadata: "kiln.unet.heads") {
            self.heads = .count(count)
        } else if let size = try w.count(metadata: "kiln.unet.head_channels") {
            self.heads = .channels(size)
        } else {
            self.heads = heads
        }
        self.groups = try w.count(metadata: "kiln.norm_groups") ?? groups
        self.embedding = embedding
        let blocks = w["input_blocks"].children + [w["middle_block"]]
        let keys = blocks.flatMap(\.children).map { $0["transformer_blocks.0.attn2.to_k"] }
        context = try keys.first(where: \.exists)?.shape("weight").last
    }
}

/// Timestep and vector as one embedding that every residual block takes.
struct UNetConditions: Sendable {
    /// Channels of the embedding.
    let embeddingWidth: Int
    /// Channels of the vector, if there is one.
    var vectorWidth: Int? { vector?.inputs }
    private let time: MLP
    private let vector: MLP?
    private let dtype: DType

    init(_ w: Weights) throws(WeightsError) {
        time = try MLP(w["time_embed"])
        vector = w["label_emb"].exists ? try MLP(w["label_emb.0"], to: time.outputs) : nil
        embeddingWidth = time.outputs
        dtype = w.dtype
    }

    func callAsFunction(_ timesteps: Tensor, _ vector: Tensor?) -> Tensor {
        let t = time(Sinusoid.embedding(of: timesteps, channels: time.inputs).to(dtype))
        guard let embed = self.vector, let vector else { return t }
        return t + embed(vector.to(dtype))
    }
}

/// Two linear maps with a SiLU between them.
struct MLP: Sendable {
    private let first: Linear
    private let second: Linear
    /// Channels in.
    var inputs: Int { first.inputs }
    /// Channels out.
    var outputs: Int { second.outputs }

    init(_ w: Weights, to outputs: Int? = nil) throws(WeightsError) {
        first = try Linear(w[0])
        second = try Linear(w[2], from: first.outputs, to: outputs)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { second(first(x).silu) }
}
