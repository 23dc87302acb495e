public import Torch

/// A linear map of the last axis: `x · Wᵀ + b`.
public struct Linear: Sendable {
    /// Channels in.
    public let inputs: Int
    /// Channels out.
    public let outputs: Int
    private let weight: Tensor
    private let bias: Tensor?

    /// The map stored as `weight` and `bias`.
    ///
    /// A 1×1 convolution is a linear map of the channels, so a weight of `[out, in, 1, 1]` is one
    /// too.
    ///
    /// - Parameters:
    ///   - inputs: channels that must come in; `nil` takes what the file has.
    ///   - outputs: channels that must come out; `nil` takes what the file has.
    ///   - hasBias: whether there is a bias.
    /// - Throws: `WeightsError`, if a tensor is missing or has another shape.
    public init(
        _ w: Weights, from inputs: Int? = nil, to outputs: Int? = nil, bias hasBias: Bool = true
    ) throws(WeightsError) {
        let shape = try w.shape("weight")
        let convolution = shape.count == 4
        let stored = try w.tensor(
            "weight", shape: [outputs, inputs] + (convolution ? [1, 1] : []))
        weight = convolution ? stored.flattened(from: 1) : stored
        bias = hasBias ? try w.tensor("bias", shape: [shape[0]]) : nil
        self.inputs = shape[1]
        self.outputs = shape[0]
    }

    /// Maps of one input that are stored as one, their rows one under another.
    ///
    /// - Parameters:
    ///   - inputs: channels in.
    ///   - outputs: channels out of each.
    ///   - count: how many maps.
    /// - Throws: `WeightsError`, if a tensor is missing or has another shape.
    public static func stacked(
        _ w: Weights, from inputs: Int, to outputs: Int, count: Int
    ) throws(WeightsError) -> [Linear] {
        let weight = try w.tensor("weight", shape: [count * outputs, inputs])
        let bias = try w.tensor("bias", shape: [count * outputs])
        return (0..<count).map { index in
            Linear(
                inputs: inputs, outputs: outputs,
                weight: weight.narrowed(0, from: index * outputs, count: outputs),
                bias: bias.narrowed(0, from: index * outputs, count: outputs))
        }
    }

    private init(inputs: Int, outputs: Int, weight: Tensor, bias: Tensor?) {
        self.inputs = inputs
        self.outputs = outputs
        self.weight = weight
        self.bias = bias
    }

    /// `[…, in]` to `[…, out]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias) }
}
