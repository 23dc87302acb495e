public import Torch

/// Sinusoids of a number at frequencies from 1 down to 1/10000, cosines first
/// (Vaswani et al. 2017, §3.5, in the order of the latent diffusion models).
public enum Sinusoid {
    /// The embedding of `[n]` numbers as `[n, channels]`, in float32 on their device.
    ///
    /// An odd last channel is 0.
    public static func embedding(of values: Tensor, channels: Int) -> Tensor {
        let half = channels / 2
        let steps = Tensor.arange(half, device: values.device).to(.float32)
        let frequencies = (steps * -9.210340371976184 / Double(half)).exp  // ln 10000
        let angles = values.to(.float32).unsqueezed(-1) * frequencies
        let waves = Tensor.concatenated([angles.cos, angles.sin], dim: -1)
        return channels.isMultiple(of: 2) ? waves : waves.padded([0, 1], 0)
    }
}
