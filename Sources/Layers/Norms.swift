public import Torch

/// Group normalisation (Wu & He 2018): channels in groups, each brought to mean 0 and variance 1.
public struct GroupNorm: Sendable {
    private let weight: Tensor
    private let bias: Tensor
    private let groups: Int
    private let epsilon: Double

    /// The norm stored as `weight` and `bias`.
    ///
    /// - Throws: `WeightsError`, if a tensor is missing or has another shape, or the channels do
    ///   not split into the groups.
    public init(
        _ w: Weights, channels: Int, groups: Int, epsilon: Double
    ) throws(WeightsError) {
        guard groups > 0, channels.isMultiple(of: groups) else {
            throw .uneven(
                place: w.path, file: w.file, channels: channels, parts: "\(groups) groups")
        }
        weight = try w.tensor("weight", shape: [channels])
        bias = try w.tensor("bias", shape: [channels])
        self.groups = groups
        self.epsilon = epsilon
    }

    /// `[batch, channels, …]`, normalised.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        x.groupNorm(groups, weight, bias, eps: epsilon)
    }
}

/// Layer normalisation (Ba et al. 2016) of the last axis.
public struct LayerNorm: Sendable {
    private let weight: Tensor
    private let bias: Tensor
    private let epsilon: Double

    /// The norm stored as `weight` and `bias`.
    ///
    /// - Throws: `WeightsError`, if a tensor is missing or has another shape.
    public init(_ w: Weights, channels: Int, epsilon: Double = 1e-5) throws(WeightsError) {
        weight = try w.tensor("weight", shape: [channels])
        bias = try w.tensor("bias", shape: [channels])
        self.epsilon = epsilon
    }

    /// `[…, channels]`, normalised.
    public func callAsFunction(_ x: Tensor) -> Tensor { x.layerNorm(weight, bias, eps: epsilon) }
}
