public import Torch

/// A convolution over rows and columns, with a bias.
public struct Conv2d: Sendable {
    /// Channels in.
    public let inputs: Int
    /// Channels out.
    public let outputs: Int
    private let weight: Tensor
    private let bias: Tensor
    private let stride: Int
    private let padding: Int

    /// The convolution stored as `weight`, `[out, in, kernel, kernel]`, and `bias`.
    ///
    /// - Parameters:
    ///   - inputs: channels that must come in; `nil` takes what the file has.
    ///   - outputs: channels that must come out; `nil` takes what the file has.
    ///   - kernel: the kernel's edge, an odd number.
    ///   - stride: pixels from one window to the next.
    ///   - padding: zeros on each side; `nil` centres the kernel.
    /// - Throws: `WeightsError`, if a tensor is missing or has another shape.
    public init(
        _ w: Weights, from inputs: Int? = nil, to outputs: Int? = nil, kernel: Int = 3,
        stride: Int = 1, padding: Int? = nil
    ) throws(WeightsError) {
        weight = try w.tensor("weight", shape: [outputs, inputs, kernel, kernel])
        let shape = try w.shape("weight")
        bias = try w.tensor("bias", shape: [shape[0]])
        self.inputs = shape[1]
        self.outputs = shape[0]
        self.stride = stride
        self.padding = padding ?? kernel / 2
    }

    /// `[batch, in, rows, columns]` to `[batch, out, rows / stride, columns / stride]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        x.conv2d(weight, bias, stride: stride, padding: padding)
    }
}
