import Models
import Samplers
import Torch

/// A UNet as a pass uses it: from noisy latents to denoised ones.
struct Network {
    let unet: UNet
    let table: NoiseTable
    let prediction: PredictionType
    /// What goes in behind the noisy latents, `[images, channels, rows, columns]`, if the UNet takes
    /// more than those.
    let extra: Tensor?
    /// How much an editing model holds on to its picture (Brooks et al. 2023, equation 3); `nil` for
    /// other models and where it is not steered.
    let imageScale: Double?
    /// Whether a σ between two of the table's is told to the UNet as a fraction of a timestep, as
    /// AUTOMATIC1111's web UI does, and not as the nearest one, as Forge does.
    let interpolates: Bool

    /// One evaluation: which image of the batch, and under which text.
    struct Row {
        let image: Int
        let conditioning: Conditioning
        var variation = UNetVariation.none
        /// Whether the picture that an editing model looks at is left out.
        var blind = false
    }

    /// The denoised latents of some rows, each `[1, channels, rows, columns]`, in order.
    ///
    /// Rows whose texts are equally long run together, so that no text is padded and none attends to
    /// filler.
    ///
    /// - Parameters:
    ///   - rows: what to evaluate.
    ///   - x: the batch's noisy latents.
    ///   - limit: how many rows may run together.
    func denoised(_ rows: [Row], of x: Tensor, sigma: Double, limit: Int) -> [Tensor] {
        var results = [Tensor?](repeating: nil, count: rows.count)
        let groups = Array(rows.enumerated()).grouped { row in
            Likeness(length: row.element.conditioning.context.dim(1), row.element.variation)
        }
        for (likeness, members) in groups {
            for start in stride(from: 0, to: members.count, by: max(limit, 1)) {
                let some = members[start..<min(start + max(limit, 1), members.count)]
                let outputs = run(some.map(\.element), likeness.variation, x, sigma: sigma)
                for (place, member) in some.enumerated() {
                    results[member.offset] = outputs.narrowed(0, from: place, count: 1)
                }
            }
        }
        return results.compactMap(\.self)
    }

    /// What rows must have in common to run together.
    private struct Likeness: Hashable {
        let length: Int
        let variation: UNetVariation

        init(length: Int, _ variation: UNetVariation) {
            self.length = length
            self.variation = variation
        }
    }

    private func run(
        _ rows: [Row], _ variation: UNetVariation, _ x: Tensor, sigma: Double
    ) -> Tensor {
        let noisy = x.taking(rows.map(\.image))
        var input = noisy * prediction.inputScale(sigma)
        if let extra {
            let seen = rows.map { row in
                let own = extra.narrowed(0, from: row.image, count: 1)
                return row.blind ? own * 0.0 : own
            }
            input = Tensor.concatenated([input, .concatenated(seen, dim: 0)], dim: 1)
        }
        let time = Float(table.time(of: sigma, interpolating: interpolates))
        let timesteps = Tensor(
            Array(repeating: time, count: rows.count), shape: [rows.count], device: x.device)
        let conditioning = Conditioning.batch(rows.map(\.conditioning))
        let output = unet(
            input, at: timesteps, context: conditioning.context, vector: conditioning.vector,
            variation: variation
        ).to(.float32)
        return prediction.denoised(noisy, output: output, sigma: sigma)
    }
}

extension Tensor {
    /// The places of the first dimension that are named, in that order; one may come several times.
    func taking(_ places: [Int]) -> Tensor {
        if places == Array(0..<dim(0)) { return self }
        return .concatenated(places.map { narrowed(0, from: $0, count: 1) }, dim: 0)
    }
}
