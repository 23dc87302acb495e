public import Samplers
public import Torch

/// Samplers integrate tensors as they integrate numbers.
extension Tensor: Vector {
    /// The error of all elements together; see `Vector`.
    public func error(
        against better: Tensor, previous: Tensor, tolerance: Tolerance
    ) throws -> Double {
        let least = Tensor.full([], tolerance.absolute, device: device)
        let allowed = (abs.maximum(previous.abs) * tolerance.relative).maximum(least)
        let share = (self - better) / allowed
        return Double(try (share * share).mean().sqrt.floats().first ?? 0)
    }
}
