import Models
import Samplers
import Torch

/// A UNet as the samplers see it: the denoised image of a noisy one, guidance included.
struct Denoiser {
    let unet: UNet
    let table: NoiseTable
    let prediction: PredictionType
    /// Guidance scale: 1 leaves the negative side out.
    let cfgScale: Double
    let positive: Conditioning
    /// Absent exactly where `cfgScale` is 1.
    let negative: Conditioning?

    /// Denoises a batch by classifier-free guidance (Ho & Salimans 2022), both sides in one call.
    ///
    /// - Parameters:
    ///   - x: the noisy latents, `[images, channels, rows, columns]`.
    ///   - sigma: their noise's standard deviation.
    func callAsFunction(_ x: Tensor, sigma: Double) -> Tensor {
        let timestep = Float(table.timestep(nearest: sigma))
        let input = x * prediction.inputScale(sigma)
        guard let negative else {
            let output = run(input, timestep, positive)
            return prediction.denoised(x, output: output, sigma: sigma)
        }
        let both = Tensor.concatenated([input, input], dim: 0)
        let output = run(both, timestep, Conditioning.batch([positive, negative]))
        let sides = output.chunked(2, dim: 0)
        let conditional = prediction.denoised(x, output: sides[0], sigma: sigma)
        let unconditional = prediction.denoised(x, output: sides[1], sigma: sigma)
        return unconditional + (conditional - unconditional) * cfgScale
    }

    private func run(_ x: Tensor, _ timestep: Float, _ conditioning: Conditioning) -> Tensor {
        let timesteps = Tensor(
            Array(repeating: timestep, count: x.dim(0)), shape: [x.dim(0)], device: x.device)
        return unet(
            x, at: timesteps, context: conditioning.context, vector: conditioning.vector
        ).to(.float32)
    }
}
