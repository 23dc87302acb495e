/// What makes the noise of a job's images beside their seeds.
public struct Variation: Sendable, Hashable {
    /// How much of the subseed's noise is mixed in, 0…1. Above 0 the seed stays the same over a
    /// prompt's images, and the subseed counts up.
    public var subseedStrength = 0.0
    /// The size in pixels whose noise is put in the middle, so that a picture keeps its composition
    /// at another size; `nil` for none.
    public var resizeFrom: PixelSize?
    /// Added to the seed for all draws after the first one ("eta noise seed delta").
    public var seedDelta = 0

    /// Plain noise.
    public init() {}
}

/// How a picture becomes a latent: the VAE gives a normal distribution for each.
public enum LatentEncoding: String, Sendable, Hashable, CaseIterable {
    /// Its mean.
    case mean
    /// A draw from it, seeded as Stable Diffusion WebUI Forge seeds it.
    case sample
}
