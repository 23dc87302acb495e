import Checkpoints
import Torch

/// One adapter's change of one tensor.
struct WeightPatch: Sendable {
    /// What makes two patches the same change: the bytes they come from, and what is done with
    /// them.
    struct Identity: Sendable, Hashable {
        let file: CheckpointState
        let module: String
        var strength: Double
        let isOfBias: Bool
    }

    let identity: Identity
    let module: AdapterModule
    let mapped: MappedCheckpoint
    let target: AdapterTarget
    let alpha: Double?
    let onInput: Bool
    /// Whether the change at full strength is worth keeping, since other strengths will be asked for.
    let isKept: Bool

    /// The arithmetic of the change.
    func arithmetic(on device: Device) -> WeightChange {
        WeightChange(
            module: module, mapped: mapped, device: device, strength: identity.strength,
            alpha: alpha, onInput: onInput)
    }

    /// The tensor, changed; both in float32.
    func callAsFunction(_ tensor: Tensor) -> Tensor {
        let change = arithmetic(on: tensor.device)
        if identity.isOfBias { return change.bias(tensor) }
        guard target.isTransposed else { return change(tensor) }
        return change(tensor.transposed(0, 1)).transposed(0, 1).contiguous
    }
}

extension [WeightPatch] {
    /// The tensor with these changes, one after the other; both in float32.
    func callAsFunction(_ tensor: Tensor) -> Tensor {
        var tensor = tensor
        var slices: [Range<Int>: Tensor] = [:]
        for patch in self {
            if let rows = patch.target.rows {
                let slice =
                    slices[rows] ?? tensor.narrowed(0, from: rows.lowerBound, count: rows.count)
                slices[rows] = patch(slice)
            } else {
                tensor = patch(tensor.replacing(slices))
                slices = [:]
            }
        }
        return tensor.replacing(slices)
    }
}

extension Tensor {
    /// The tensor with other rows in these ranges, which do not overlap.
    fileprivate func replacing(_ slices: [Range<Int>: Tensor]) -> Tensor {
        guard !slices.isEmpty else { return self }
        var parts: [Tensor] = []
        var end = 0
        for (rows, slice) in slices.sorted(by: { $0.key.lowerBound < $1.key.lowerBound }) {
            if rows.lowerBound > end {
                parts.append(narrowed(0, from: end, count: rows.lowerBound - end))
            }
            parts.append(slice)
            end = rows.upperBound
        }
        if end < dim(0) { parts.append(narrowed(0, from: end, count: dim(0) - end)) }
        return .concatenated(parts, dim: 0)
    }
}
