import Testing
import Torch

/// A tensor of the given numbers in one dimension.
func row(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count]) }

/// Whether the tensor holds these numbers, each within a few roundings of float32.
func holds(_ tensor: Tensor, _ expected: [Float], shape: [Int]? = nil) throws -> Bool {
    let values = try tensor.floats()
    if let shape, tensor.shape != shape { return false }
    return values.count == expected.count
        && zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) }
}

/// The error that reading the tensor throws.
func error(of tensor: Tensor) -> TorchError? {
    do throws(TorchError) {
        _ = try tensor.floats()
        return nil
    } catch {
        return error
    }
}
