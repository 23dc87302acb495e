import Torch

/// Orthogonal fine-tuning: output channels turned, block by block.
extension WeightChange {
    /// R·W with the file's rotations, and each row rescaled where the file says so.
    func rotated(_ weight: Tensor) -> Tensor {
        let rows = weight.reshaped(weight.dim(0), -1)
        let turned = module.kind == .boft ? butterfly(rows) : diagonal(rows)
        let result = has(.rescale) ? turned * self[.rescale].reshaped(-1, 1) : turned
        return result.reshaped(weight.shape)
    }

    /// Each block of neighbouring rows is turned by itself (Qiu et al. 2023, §3.2). Trainers store
    /// what turns outputs, rows of the batch, and so the weight is turned by the transpose.
    private func diagonal(_ rows: Tensor) -> Tensor {
        let rotations = has(.oftDiagonal) ? self[.oftDiagonal] : cayley(rows: rows.dim(0))
        let blocks = rows.reshaped(rotations.dim(0), rotations.dim(1), -1)
        return rotations.transposed(1, 2).matmul(blocks).reshaped(rows.dim(0), -1)
    }

    /// Stage after stage, blocks of rows that lie further and further apart (Liu et al. 2023, §4).
    private func butterfly(_ rows: Tensor) -> Tensor {
        let rotations = cayley(rows: rows.dim(0))
        let (blocks, size) = (rotations.dim(1), rotations.dim(2))
        return (0..<rotations.dim(0)).reduce(rows) { rows, stage in
            let distance = (size / 2) << stage
            let paired = rows.reshaped(-1, 2, distance, rows.dim(1)).transposed(1, 2)
                .reshaped(blocks, size, rows.dim(1))
            return rotations.selected(0, stage).matmul(paired)
                .reshaped(-1, distance, 2, rows.dim(1)).transposed(1, 2)
                .reshaped(rows.dim(0), rows.dim(1))
        }
    }

    /// The rotations (I + Q)·(I − Q)⁻¹ of the skew-symmetric Q = B − Bᵀ, whose norm the file may
    /// bound (Cayley's transform; Qiu et al. 2023, §3.3).
    private func cayley(rows: Int) -> Tensor {
        let blocks = self[.oftBlocks]
        var skew = blocks - blocks.transposed(-1, -2)
        if let alpha, alpha > 0 {
            let norm = skew.reshaped(-1).norm(over: [0])
            let bounded = norm.clamped(to: 0...(alpha * Double(rows)))
            skew = skew * ((bounded + 1e-8) / (norm + 1e-8))
        }
        let size = blocks.dim(-1)
        let diagonal = (0..<size * size).map { $0.isMultiple(of: size + 1) ? Float(1) : 0 }
        let one = Tensor(diagonal, shape: [size, size], device: device)
        return (one + skew).matmul((one - skew).inverse)
    }
}
