extension NoiseProcess {
    /// An image with noise put in: where a walk begins that does not begin from noise alone.
    ///
    /// - Parameters:
    ///   - image: the image `x₀`.
    ///   - noise: noise of unit variance.
    ///   - sigma: the level at which the walk begins.
    public func noised<X: Vector>(_ image: X, noise: X, sigma: Double) -> X {
        switch self {
        case .diffusion: image + noise * sigma
        case .flow: image * (1 - sigma) + noise * sigma
        }
    }

    /// What noise of unit variance is multiplied by where a walk begins from noise alone.
    ///
    /// - Parameters:
    ///   - sigma: the first level.
    ///   - wholeVariance: the web UI's "SGM noise multiplier": as much variance as a noisy image
    ///     has, `√(1 + σ²)`. A flow has no use for it.
    public func startScale(_ sigma: Double, wholeVariance: Bool = false) -> Double {
        self == .diffusion && wholeVariance ? (1 + sigma * sigma).squareRoot() : sigma
    }
}
