/// How noise comes into an image: what `x` at a noise level is.
public enum NoiseProcess: Sendable, Hashable {
    /// `x = x₀ + σ·n`: the variance-exploding frame of Karras et al. 2022.
    case diffusion
    /// `x = (1 − σ)·x₀ + σ·n` with σ in 0...1: rectified flow (Liu et al. 2022).
    case flow
}
