/// Latent consistency sampling: Luo et al. 2023, algorithm 3. Every step goes to the image and comes
/// back on fresh noise.
public struct LCM: Sampler {
    /// The table whose timesteps the model's boundary condition goes by.
    public var table: NoiseTable

    /// The sampler; without arguments it is Stable Diffusion's.
    public init(table: NoiseTable = .stableDiffusion) { self.table = table }

    /// Walks from the first level to the last; a step to 0 draws no noise.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let denoised = try denoise(x, sigma)
            let boundary = Self.boundary(atTimestep: table.timestep(nearest: sigma))
            x = denoised * boundary.out + x * boundary.skip
            if next > 0 { x = x + (try noise.draw()) * next }
        }
        return x
    }

    /// The boundary condition's weights (Song et al. 2023, equation 5, with time in tenths of a
    /// timestep): near 0 the image is its own denoised one.
    static func boundary(atTimestep timestep: Int) -> (skip: Double, out: Double) {
        let data = 0.5
        let time = Double(timestep) * 10
        let variance = time * time + data * data
        return (data * data / variance, time / variance.squareRoot())
    }
}
