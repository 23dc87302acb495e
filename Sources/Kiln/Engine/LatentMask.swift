import Samplers
import Torch

/// Which latents of a batch are made anew, and what the others stay as.
final class LatentMask {
    /// 1 where latents are made anew, 0 where they are kept: `[1, 1, rows, columns]`.
    private let made: Tensor
    private let keptShare: Tensor
    private let original: Tensor
    private let noise: () -> Tensor

    /// A mask.
    ///
    /// - Parameters:
    ///   - made: how far each latent is made anew, 0…1, `[1, 1, rows, columns]`.
    ///   - original: the batch's latents that sampling begins with, before their noise,
    ///     `[images, channels, rows, columns]`.
    ///   - noise: draws unit noise of that shape.
    init(_ made: Tensor, original: Latent, noise: @escaping () -> Tensor) {
        self.made = made
        keptShare = 1.0 - made
        self.original = original.values
        self.noise = noise
    }

    /// The batch at a noise level with its kept part put back, under noise of its own.
    func restore(_ x: Tensor, sigma: Double, process: NoiseProcess) -> Tensor {
        x * made + process.noised(original, noise: noise(), sigma: sigma) * keptShare
    }

    /// A call's result with its kept part put back.
    func blend(_ sides: Denoiser.Sides) -> Denoiser.Sides {
        Denoiser.Sides(
            guided: keepOriginal(in: sides.guided),
            unconditional: keepOriginal(in: sides.unconditional))
    }

    /// Denoised latents with their kept part put back.
    func keepOriginal(in x: Tensor) -> Tensor { x * made + original * keptShare }
}
