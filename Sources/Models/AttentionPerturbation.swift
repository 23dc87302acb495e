import Foundation
import Layers
import Torch

/// How a block's self-attention is disturbed, so that its picture shows what attention is good for.
public enum AttentionPerturbation: Sendable, Hashable {
    /// Every position sees only itself: perturbed-attention guidance (Ahn et al. 2024, equation 8).
    case identity
    /// Queries are blurred over the feature map by a Gaussian of that many positions: smoothed energy
    /// guidance (Hong 2024, §4.1). Above 9999 each is the mean of all.
    case blurredQueries(sigma: Double)
    /// The block's transformer layers are left out, as in skip-layer guidance.
    case skipped
}

/// The self-attention of a transformer over a feature map, disturbed or not.
struct SelfAttention {
    let perturbation: AttentionPerturbation?
    let rows: Int
    let columns: Int

    /// - Parameter x: `[batch, rows × columns, channels]`.
    func callAsFunction(_ attention: Attention, _ x: Tensor) -> Tensor {
        switch perturbation {
        case .identity:
            attention.ownValues(x)
        case .blurredQueries(let sigma):
            attention(x) { blurred($0, sigma: sigma) }
        case .skipped, nil:
            attention(x)
        }
    }

    private func blurred(_ queries: Tensor, sigma: Double) -> Tensor {
        let map = queries.to(.float32).transposed(1, 2)
            .reshaped(queries.dim(0), queries.dim(2), rows, columns)
        let blur = GaussianBlur(sigma: sigma, limit: columns)
        let vertical = blur.matrix(rows, device: queries.device)
        let horizontal = blur.matrix(columns, device: queries.device)
        let blurred = vertical.matmul(map).matmul(horizontal.transposed(0, 1))
        return blurred.flattened(from: 2).transposed(1, 2).to(queries.dtype)
    }
}

/// A Gaussian blur of feature maps, which are mirrored beyond their edges.
struct GaussianBlur {
    /// In positions; above 9999 everything becomes the mean.
    let sigma: Double
    /// Places that the kernel has at most, rounded up to an odd number. The authors take a map's
    /// columns for both directions.
    let limit: Int

    /// The weights of the neighbours within 3 σ, that of the place itself in the middle.
    var kernel: [Double] {
        let wanted = Int((6 * max(sigma, 0)).rounded(.up))
        let half = min((wanted + 1 - wanted % 2) / 2, limit / 2)
        let weights = (-half...half).map { offset in
            let distance = Double(offset) / max(sigma, 1e-6)
            return exp(-0.5 * distance * distance)
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// The blur along an edge as a matrix `[length, length]`.
    func matrix(_ length: Int, device: Device) -> Tensor {
        guard sigma <= 9999 else {
            return .full([length, length], 1 / Double(length), device: device)
        }
        var values = [Float](repeating: 0, count: length * length)
        let kernel = kernel
        let period = max(2 * (length - 1), 1)
        for row in 0..<length {
            for (index, weight) in kernel.enumerated() {
                let place = abs(row + index - kernel.count / 2) % period
                values[row * length + min(place, period - place)] += Float(weight)
            }
        }
        return Tensor(values, shape: [length, length], device: device)
    }
}
