import Torch

/// A change that does not depend on the weight, as the elements of the weight in their order.
enum Difference {
    /// The product of two thin matrices, not made yet.
    case product(Tensor, Tensor)
    /// The change itself, a row for each of the weight's.
    case whole(Tensor)

    /// The change itself.
    var whole: Tensor {
        switch self {
        case .product(let left, let right): left.matmul(right)
        case .whole(let tensor): tensor
        }
    }

    /// Some rows of the change.
    subscript(_ rows: Range<Int>) -> Tensor {
        switch self {
        case .product(let left, let right):
            left.narrowed(0, from: rows.lowerBound, count: rows.count).matmul(right)
        case .whole(let tensor): tensor.narrowed(0, from: rows.lowerBound, count: rows.count)
        }
    }
}

/// The low-rank changes at full strength.
extension WeightChange {
    /// The change of a LoRA, LoHa or LoKr.
    var difference: Difference {
        switch module.kind {
        case .loha: .whole(loha())
        case .lokr: .whole(lokr())
        default: lora()
        }
    }

    /// Δ = B·A · α/r (Hu et al. 2021, §4.1); with a core tensor, B·core·A in each place of the
    /// window.
    private func lora() -> Difference {
        let (up, down) = (self[.up].flattened(from: 1), self[.down])
        let scaled = up * scale(rank: down.dim(0))
        return has(.mid)
            ? .whole(product(scaled, down, core: .mid))
            : .product(scaled, down.flattened(from: 1))
    }

    /// Δ = (B₁·A₁) ∘ (B₂·A₂) · α/r (Hyeon-Woo et al. 2021, proposition 1). With a core tensor the
    /// left matrices are stored with rows and columns exchanged.
    private func loha() -> Tensor {
        let left = has(.hadaT1) ? self[.hadaW1A].transposed(0, 1) : self[.hadaW1A]
        let right = has(.hadaT2) ? self[.hadaW2A].transposed(0, 1) : self[.hadaW2A]
        let inner = self[.hadaW1B]
        return product(left * scale(rank: inner.dim(0)), inner, core: .hadaT1)
            * product(right, self[.hadaW2B], core: .hadaT2)
    }

    /// Δ = C ⊗ B, either factor whole or a product; α/r only where one is a product
    /// (Yeh et al. 2023, §3.2).
    private func lokr() -> Tensor {
        let small = has(.lokrW1) ? self[.lokrW1] : product(self[.lokrW1A], self[.lokrW1B])
        let rank: Int?
        let large: Tensor
        if has(.lokrW2) {
            rank = has(.lokrW1) ? nil : self[.lokrW1B].dim(0)
            large = self[.lokrW2].flattened(from: 1)
        } else {
            rank = self[.lokrW2B].dim(0)
            let left = has(.lokrT2) ? self[.lokrW2A].transposed(0, 1) : self[.lokrW2A]
            large = product(left, self[.lokrW2B], core: .lokrT2)
        }
        let scaled = rank.map { small * scale(rank: $0) } ?? small
        // Each element of the small matrix times the whole large one.
        return (scaled.unsqueezed(1, 3) * large.unsqueezed(0, 2))
            .reshaped(small.dim(0) * large.dim(0), small.dim(1) * large.dim(1))
    }

    /// Δ = (W·A + B) · α/r (Chavan et al. 2023), where A mixes input channels.
    func glora(_ weight: Tensor) -> Tensor {
        let isOld = module.gloraFits(Extent(weight.shape)) == .twoOne
        let (a, mixer) = isOld ? (self[.gloraA2], self[.gloraA1]) : (self[.gloraA1], self[.gloraA2])
        let (b, adder) = isOld ? (self[.gloraB2], self[.gloraB1]) : (self[.gloraB1], self[.gloraB2])
        let factor = scale(rank: a.dim(1))
        let columns = weight.reshaped(weight.dim(0), weight.dim(1), -1).transposed(1, 2)
        let mixed = product(columns.matmul(a.flattened(from: 1) * factor), mixer)
        let added = product(b.flattened(from: 1) * factor, adder)
        return mixed.transposed(1, 2).reshaped(weight.shape) + added.reshaped(weight.shape)
    }

    /// α over the rank; 1 in files that say nothing.
    private func scale(rank: Int) -> Double { alpha.map { $0 / Double(rank) } ?? 1 }

    /// `left · right` as a matrix, or with a core tensor `[r, s, …]`, where the file has it, that
    /// product in each place of its window.
    private func product(_ left: Tensor, _ right: Tensor, core: AdapterPart? = nil) -> Tensor {
        guard let core, has(core) else { return left.matmul(right.flattened(from: 1)) }
        let window = self[core].flattened(from: 2).permuted(2, 0, 1)
        return left.matmul(window).matmul(right.flattened(from: 1)).permuted(1, 2, 0)
            .flattened(from: 1)
    }
}
