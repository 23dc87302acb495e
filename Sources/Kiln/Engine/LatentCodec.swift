import Models
import Torch

/// A VAE with the latent space it belongs to: the only door between latents and pixels.
struct LatentCodec {
    let autoencoder: Autoencoder
    let space: LatentSpace

    /// The pictures of some latents, one at a time, so that memory does not grow with the batch.
    func decode(_ latent: Latent) throws -> Pixels {
        guard latent.space == space else {
            throw EngineError.foreignLatent(got: latent.space.name, expected: space.name)
        }
        let raw = latent.values * (1 / space.scale) + space.shift
        return Pixels(values: eachImage(of: raw) { autoencoder.decode($0) })
    }

    /// The posterior's mean for some pictures.
    func encode(_ pixels: Pixels) -> Latent {
        let mean = eachImage(of: pixels.values) { autoencoder.encode($0).mean }
        return Latent(values: (mean - space.shift) * space.scale, space: space)
    }

    private func eachImage(of batch: Tensor, _ transform: (Tensor) -> Tensor) -> Tensor {
        let count = batch.shape.first ?? 0
        let results = (0..<count).map { transform(batch.narrowed(0, from: $0, count: 1)) }
        return results.count == 1 ? results[0] : Tensor.concatenated(results, dim: 0)
    }
}
