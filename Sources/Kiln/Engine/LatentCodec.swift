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
        return Pixels(values: eachImage(of: raw) { autoencoder.decode($1) })
    }

    /// The latents of some pictures.
    ///
    /// - Parameter noise: unit noise for each picture's posterior, made when its size is known; `nil`
    ///   gives the posterior's mean.
    func encode(_ pixels: Pixels, noise: ((_ image: Int, _ shape: [Int]) -> Tensor)? = nil)
        -> Latent
    {
        let raw = eachImage(of: pixels.values) { image, picture in
            let posterior = autoencoder.encode(picture)
            guard let noise else { return posterior.mean }
            let deviation = (posterior.logVariance * 0.5).exp
            return posterior.mean + deviation * noise(image, posterior.mean.shape)
        }
        return Latent(values: (raw - space.shift) * space.scale, space: space)
    }

    /// The posterior's mean as the VAE gives it, which is what editing models look at.
    func rawMean(_ pixels: Pixels) -> Tensor {
        eachImage(of: pixels.values) { autoencoder.encode($1).mean }
    }

    private func eachImage(
        of batch: Tensor, _ transform: (_ image: Int, Tensor) -> Tensor
    ) -> Tensor {
        let count = batch.shape.first ?? 0
        let results = (0..<count).map { transform($0, batch.narrowed(0, from: $0, count: 1)) }
        return results.count == 1 ? results[0] : Tensor.concatenated(results, dim: 0)
    }
}
