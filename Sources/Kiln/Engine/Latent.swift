import Torch

/// Latents in model space, with the space they belong to.
struct Latent {
    /// Shape `[images, channels, rows, columns]`, float32.
    let values: Tensor
    let space: LatentSpace
}

/// Pictures on the device: shape `[images, 3, rows, columns]`, values in -1…1.
struct Pixels {
    let values: Tensor
}
