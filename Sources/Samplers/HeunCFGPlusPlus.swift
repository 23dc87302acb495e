/// Heun's method with CFG++ (Chung et al. 2024): the model's slope without guidance at both ends of a
/// step, and the way from its image to the guided one once, at the beginning, as Euler's with CFG++
/// takes it. Without guidance it is Heun's; a step to 0 is Euler's.
public struct HeunCFGPlusPlus: Sampler {
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler.
    public init(process: NoiseProcess = .diffusion) { self.process = process }

    /// Walks from the first level to the last, with two calls a step.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        for (sigma, next) in sigmas.steps {
            let sides = try denoise.sides(x, sigma)
            let euler = x.moved(toward: sides, from: sigma, to: next, process: process)
            guard next > 0 else { return euler }
            let slope = x.slope(to: sides.unconditional, at: sigma)
            let end = euler.slope(to: try denoise.sides(euler, next).unconditional, at: next)
            x = euler + (end - slope) * ((next - sigma) / 2)
        }
        return x
    }
}
