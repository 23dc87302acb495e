import Checkpoints
import Torch

/// The arithmetic of one module's change, in float32 on the weight's device.
///
/// Every kind is a change Δ that strength scales, W + s·Δ. Where the weight is decomposed or
/// turned, Δ is what that does at full strength, W' − W.
struct WeightChange {
    let module: AdapterModule
    let mapped: MappedCheckpoint
    /// The device to compute on.
    let device: Device
    /// How far the change goes; 1 is all the way.
    let strength: Double
    /// The file's alpha.
    let alpha: Double?
    /// Whether IA3's factors are of the inputs.
    let onInput: Bool

    /// The changed weight, in its own shape.
    func callAsFunction(_ weight: Tensor) -> Tensor {
        switch module.kind {
        case .lora, .loha, .lokr, .glora: decomposed(weight)
        case .oft, .boft: weight + (rotated(weight) - weight) * strength
        case .ia3: factored(weight)
        case .full: added(.difference, to: weight)
        case .norm: added(.normWeight, to: weight)
        case .replacement:
            weight + (self[.replacement].reshaped(weight.shape) - weight) * strength
        }
    }

    /// The changed bias.
    func bias(_ bias: Tensor) -> Tensor {
        added(module.kind == .norm ? .normBias : .biasDifference, to: bias)
    }

    /// Whether the file has that tensor of the module.
    func has(_ part: AdapterPart) -> Bool { module.parts[part] != nil }

    /// A tensor of the module; void if the file has none, which `fits` excludes.
    subscript(_ part: AdapterPart) -> Tensor {
        guard let info = module.parts[part] else { return Tensor([Float](), shape: [1]) }
        return mapped.tensor(info).to(device).to(.float32)
    }

    private func added(_ part: AdapterPart, to weight: Tensor) -> Tensor {
        has(part) ? weight + self[part].reshaped(weight.shape) * strength : weight
    }

    /// W · (1 + s·w) for each output or input channel (Liu et al. 2022).
    private func factored(_ weight: Tensor) -> Tensor {
        let ones = weight.shape.dropFirst(onInput ? 2 : 1).map { _ in 1 }
        return weight * (self[.factor].reshaped((onInput ? [1, -1] : [-1]) + ones) * strength + 1)
    }
}

// MARK: - DoRA

extension WeightChange {
    /// The weight with a low-rank change, which DoRA (Liu et al. 2024, equation 5) then brings to
    /// the lengths that the file gives: of each row, or of each column.
    private func decomposed(_ weight: Tensor) -> Tensor {
        guard module.isDecomposed else {
            return weight.adding(delta(of: weight).reshaped(weight.shape), times: strength)
        }
        let lengths = self[has(.magnitude) ? .magnitude : .doraScale]
        let isOfRows = has(.magnitude) || lengths.dim(0) == weight.dim(0)
        let changed = (weight + delta(of: weight).reshaped(weight.shape))
            .reshaped(weight.dim(0), weight.shape.count > 1 ? weight.dim(1) : 1, -1)
        let norm = changed.norm(over: isOfRows ? [1, 2] : [0, 2])
        let result = changed * (lengths.reshaped(norm.shape) / norm)
        return weight + (result.reshaped(weight.shape) - weight) * strength
    }

    /// The low-rank change.
    private func delta(of weight: Tensor) -> Tensor {
        module.kind == .glora ? glora(weight) : difference.whole
    }
}

extension Tensor {
    /// The Euclidean norm over some dimensions, which stay with size 1.
    func norm(over dims: [Int]) -> Tensor {
        let count = dims.reduce(1) { $0 * dim($1) }
        let mean = dims.reduce(self * self) { $0.mean($1, keepingDims: true) }
        return (mean * Double(count)).sqrt
    }
}
