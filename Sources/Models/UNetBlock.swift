import Layers
import Torch

/// One numbered block of a UNet: its layers, one after the other.
struct UNetBlock: Sendable {
    /// Channels out.
    let outputs: Int
    private let layers: [UNetLayer]

    init(_ w: Weights, from inputs: Int, _ shape: UNetShape) throws(WeightsError) {
        var channels = inputs
        var layers = [try UNetLayer(w[0], from: channels, shape)]
        channels = layers[0].outputs
        for place in w.children.dropFirst() {
            let layer = try UNetLayer(place, from: channels, shape)
            channels = layer.outputs
            layers.append(layer)
        }
        self.layers = layers
        outputs = channels
    }

    /// - Parameters:
    ///   - t: the embedded timestep, activated.
    ///   - skip: what the next block is joined with: upsampling goes to its size.
    ///   - perturbation: how the self-attention is disturbed.
    func callAsFunction(
        _ x: Tensor, _ t: Tensor, _ context: Tensor, upTo skip: Tensor? = nil,
        perturbedBy perturbation: AttentionPerturbation? = nil
    ) -> Tensor {
        layers.reduce(x) { h, layer in
            switch layer {
            case .convolution(let conv), .downsample(let conv): conv(h)
            case .residual(let block): block(h, t)
            case .transformer(let transformer): transformer(h, context, perturbedBy: perturbation)
            case .upsample(let conv): conv(h.upsampled(like: skip))
            }
        }
    }
}

/// A layer of a block, which its names give away.
enum UNetLayer: Sendable {
    case convolution(Conv2d)
    case residual(ResBlock)
    case transformer(SpatialTransformer)
    case downsample(Conv2d)
    case upsample(Conv2d)

    init(_ w: Weights, from inputs: Int, _ shape: UNetShape) throws(WeightsError) {
        if w["in_layers"].exists {
            self = .residual(try ResBlock(w, from: inputs, shape))
        } else if w["transformer_blocks"].exists {
            self = .transformer(try SpatialTransformer(w, channels: inputs, shape))
        } else if w["op"].exists {
            self = .downsample(try Conv2d(w["op"], from: inputs, stride: 2))
        } else if w["conv"].exists {
            self = .upsample(try Conv2d(w["conv"], from: inputs))
        } else {
            self = .convolution(try Conv2d(w, from: inputs))
        }
    }

    /// Channels out.
    var outputs: Int {
        switch self {
        case .convolution(let conv), .downsample(let conv), .upsample(let conv): conv.outputs
        case .residual(let block): block.outputs
        case .transformer(let transformer): transformer.channels
        }
    }
}

/// The residual block of Dhariwal & Nichol 2021, appendix A: `x + f(x, t)`.
struct ResBlock: Sendable {
    /// Channels out.
    var outputs: Int { conv1.outputs }
    private let norm1: GroupNorm
    private let conv1: Conv2d
    private let embed: Linear
    private let norm2: GroupNorm
    private let conv2: Conv2d
    private let skip: Conv2d?

    init(_ w: Weights, from inputs: Int, _ shape: UNetShape) throws(WeightsError) {
        let groups = shape.groups
        norm1 = try GroupNorm(w["in_layers.0"], channels: inputs, groups: groups, epsilon: 1e-5)
        conv1 = try Conv2d(w["in_layers.2"], from: inputs)
        let outputs = conv1.outputs
        embed = try Linear(w["emb_layers.1"], from: shape.embedding, to: outputs)
        norm2 = try GroupNorm(w["out_layers.0"], channels: outputs, groups: groups, epsilon: 1e-5)
        conv2 = try Conv2d(w["out_layers.3"], from: outputs, to: outputs)
        skip =
            inputs == outputs
            ? nil : try Conv2d(w["skip_connection"], from: inputs, to: outputs, kernel: 1)
    }

    func callAsFunction(_ x: Tensor, _ t: Tensor) -> Tensor {
        var h = conv1(norm1(x).silu)
        h = h + embed(t).unsqueezed(-1, -1)
        h = conv2(norm2(h).silu)
        return (skip?(x) ?? x) + h
    }
}

extension Tensor {
    /// Rows and columns repeated: up to the size of `other`, or to twice the own one.
    fileprivate func upsampled(like other: Tensor?) -> Tensor {
        guard let other else { return upsampledNearest(2) }
        return interpolated(to: (other.dim(2), other.dim(3)), mode: .nearest)
    }
}
