import Checkpoints
import Torch

/// A change at full strength, kept beside the tensor it was added to, for other strengths.
struct KeptChange: Sendable {
    /// The change at strength 1.
    let identity: WeightPatch.Identity
    let difference: Tensor

    /// The memory it takes.
    var bytes: Int { difference.count * difference.dtype.size }
}

extension WeightPatch {
    /// Whether the change is W + s·Δ with a Δ that does not depend on W.
    fileprivate var isSum: Bool {
        [.lora, .loha, .lokr].contains(module.kind) && !module.isDecomposed && !identity.isOfBias
            && target.rows == nil && !target.isTransposed
    }

    /// What is the same change at any strength.
    fileprivate var change: WeightPatch.Identity {
        var change = identity
        change.strength = 1
        return change
    }
}

/// One change of a sum.
private struct Term {
    let patch: WeightPatch
    let difference: Difference
    /// The difference, if it is to be kept.
    let kept: KeptChange?

    /// The term of a patch, whose difference is taken from those kept earlier or made.
    ///
    /// What is to be kept is made whole, in the blocks in which it would be made in passing, so
    /// that no bit depends on it.
    init(_ patch: WeightPatch, of matrix: Tensor, block: Int, earlier: [KeptChange], room: Int) {
        self.patch = patch
        let change = patch.change
        if let earlier = earlier.first(where: { $0.identity == change }) {
            (difference, kept) = (.whole(earlier.difference), earlier)
            return
        }
        let made = patch.arithmetic(on: matrix.device).difference
        guard patch.isKept, matrix.count * DType.float32.size <= room else {
            (difference, kept) = (made, nil)
            return
        }
        let whole = Tensor.assembled(
            matrix.shape, dtype: .float32, device: matrix.device, block: block
        ) { made[$0] }
        difference = .whole(whole)
        kept = whole.isVoid ? nil : KeptChange(identity: change, difference: whole)
    }
}

extension [WeightPatch] {
    /// Elements of a block of rows: with all that is computed of it, about what a core's own cache
    /// holds.
    private static let block = 1 << 18

    /// A stored tensor with these changes, in a type to compute with.
    ///
    /// - Parameters:
    ///   - kept: changes kept when the tensor was made last; afterwards those of these patches.
    ///   - room: bytes that the kept changes may take.
    func callAsFunction(
        _ stored: Tensor, as dtype: DType, kept: inout [KeptChange], room: Int
    ) -> Tensor {
        guard stored.rank > 1, allSatisfy(\.isSum) else {
            kept = []
            return self(stored.to(.float32)).to(dtype)
        }
        let matrix = stored.flattened(from: 1)
        let rows = matrix.device.kind == .cpu ? Self.block / matrix.dim(1) : matrix.dim(0)
        var room = room
        let terms = map { patch in
            let term = Term(patch, of: matrix, block: rows, earlier: kept, room: room)
            room -= term.kept?.bytes ?? 0
            return term
        }
        kept = terms.compactMap(\.kept)
        return Tensor.assembled(
            matrix.shape, dtype: dtype, device: matrix.device, block: rows
        ) { rows in
            let weight = matrix.narrowed(0, from: rows.lowerBound, count: rows.count)
            return terms.reduce(weight.to(.float32)) { sum, term in
                sum.adding(term.difference[rows], times: term.patch.identity.strength)
            }
        }.reshaped(stored.shape)
    }
}
