/// What an engine and a user need to know of a sampler beside its mathematics.
public struct SamplerTraits: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int

    /// Traits by their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The seeds of its fresh noise are moved by the option `eta_noise_seed_delta`, ENSD.
    public static let usesENSD = SamplerTraits(rawValue: 1 << 0)
    /// Counts twice its steps where prompts change over time.
    public static let isSecondOrder = SamplerTraits(rawValue: 1 << 1)
    /// Asks for the increments of a Brownian path.
    public static let usesBrownianNoise = SamplerTraits(rawValue: 1 << 2)
    /// Drops the last level but one of a schedule of one step more.
    public static let discardsPenultimate = SamplerTraits(rawValue: 1 << 3)
    /// Its error control looks at the whole vector: one image at a time, lest a batch changes it.
    public static let isAdaptive = SamplerTraits(rawValue: 1 << 4)
    /// Takes levels of its own at even timesteps, begins from noise of full variance and returns
    /// the variance-preserving image.
    public static let usesTimesteps = SamplerTraits(rawValue: 1 << 5)
    /// Takes only the number of steps and the ends of its levels.
    public static let ignoresSchedule = SamplerTraits(rawValue: 1 << 6)
    /// Runs on flow models too.
    public static let acceptsFlow = SamplerTraits(rawValue: 1 << 7)
    /// Asks for both sides of guidance, whose scale it takes as a 12.5th: CFG++.
    public static let usesBothSides = SamplerTraits(rawValue: 1 << 8)
    /// Its noise comes, in Forge, from PyTorch's global CPU generator, whatever the noise source:
    /// seeded with the last image's `(seed + 100000) mod 65536` when the first noise is drawn.
    public static let drawsGlobalNoise = SamplerTraits(rawValue: 1 << 9)
    /// Its model knows some timesteps only, of which its schedules are made.
    public static let usesLCMTimesteps = SamplerTraits(rawValue: 1 << 10)
    /// Reads `churn`, `churnMin`, `churnMax` and `noiseScale`.
    public static let readsChurn = SamplerTraits(rawValue: 1 << 11)
    /// Reads `noiseScale`.
    public static let readsNoiseScale = SamplerTraits(rawValue: 1 << 12)
}
