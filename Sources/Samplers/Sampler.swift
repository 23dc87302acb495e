/// An integrator of the reverse diffusion: takes a noisy image along falling noise levels.
///
/// All of them work in the frame of `NoiseProcess`: `x = x₀ + σ·n`, or for flows `(1 − σ)·x₀ + σ·n`.
/// In both the probability-flow ODE is `dx/dσ = (x − x₀(x, σ)) / σ` (Karras et al. 2022, equations 1
/// and 3; Lipman et al. 2023).
public protocol Sampler: Sendable {
    /// Walks from the first level to the last.
    ///
    /// - Parameters:
    ///   - x: the image at the first level.
    ///   - sigmas: the levels.
    ///   - noise: the noise of stochastic steps.
    ///   - denoise: the model, called in order of the walk.
    /// - Returns: the image at the last level.
    func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X
}

extension Sampler {
    /// How often a walk asks its model, counted by walking.
    func callCount(along sigmas: Sigmas) -> Int {
        var calls = 0
        func count() -> Double {
            calls += 1
            return 0
        }
        _ = try? callAsFunction(
            0.0, along: sigmas, noise: StepNoise(draw: { 0 }, between: { _, _ in 0 }),
            denoise: Denoise({ _, _ in count() }, sides: { _, _ in (count(), 0) }))
        return calls
    }
}

extension Vector {
    /// The ODE's right side, `dx/dσ`: the noise that the model sees, for flows the velocity.
    func slope(to denoised: Self, at sigma: Double) -> Self { (self - denoised) * (1 / sigma) }

    /// The image moved toward the denoised one, from σ to `next`: the ODE's exact solution for a
    /// denoiser that is constant (Song et al. 2021, DDIM), which is Euler's step.
    func moved(toward denoised: Self, from sigma: Double, to next: Double) -> Self {
        self * (next / sigma) + denoised * (1 - next / sigma)
    }
}
