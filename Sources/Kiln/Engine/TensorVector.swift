public import Samplers
public import Torch

/// Samplers integrate tensors as they integrate numbers.
extension Tensor: Vector {}
