/// A sampler under the web UI's names, with what it prefers and needs.
public struct SamplerKind: Sendable, Hashable, Named {
    /// The name people read and requests use: "DPM++ 2M".
    public let name: String
    /// Other names that requests may use: `k_dpmpp_2m`.
    public let aliases: [String]
    /// What "Automatic" means for this sampler.
    public let defaultSchedule: ScheduleKind
    /// What it needs and reads.
    public let traits: SamplerTraits
    /// The η where none is set; `nil` for a sampler that reads none.
    public let defaultEta: Double?

    private let make: @Sendable (SamplerSetting) -> any Sampler

    init(
        _ name: String, aliases: [String], schedule: ScheduleKind = .uniform, eta: Double? = nil,
        traits: SamplerTraits = [], make: @escaping @Sendable (SamplerSetting) -> any Sampler
    ) {
        self.name = name
        self.aliases = aliases
        defaultSchedule = schedule
        self.traits = traits
        defaultEta = eta
        self.make = make
    }

    /// The sampler that a request names, by name or alias in any case.
    public init(named name: String) throws(SamplerError) {
        guard let kind = Self.all.first(where: { $0.isCalled(name) }) else {
            throw .unknownSampler(name, known: Self.all.map(\.name))
        }
        self = kind
    }

    /// The integrator, set up.
    ///
    /// - Parameters:
    ///   - options: what is set; a sampler looks at what it reads.
    ///   - process: the model's; of flows only where `acceptsFlow`.
    ///   - table: the model's levels.
    public func sampler(
        _ options: SamplerOptions = SamplerOptions(), process: NoiseProcess = .diffusion,
        table: NoiseTable = .stableDiffusion
    ) -> any Sampler {
        let eta = options.eta.flatMap { $0.isNaN ? nil : max($0, 0) } ?? defaultEta ?? 0
        return make(
            SamplerSetting(options: options, eta: eta, process: process, table: table))
    }

    /// The schedule that runs where this one was asked for. Flow models, for whose levels most
    /// samplers' own were not made, are walked by Simple.
    public func schedule(
        for requested: ScheduleKind, process: NoiseProcess = .diffusion
    ) -> ScheduleKind {
        guard requested == .automatic else { return requested }
        return process == .flow ? .simple : defaultSchedule
    }

    var names: [String] { [name] + aliases }

    /// Whether both are the same sampler: names are unique.
    public static func == (a: SamplerKind, b: SamplerKind) -> Bool { a.name == b.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What an integrator is made from.
struct SamplerSetting {
    let options: SamplerOptions
    /// The η that counts.
    let eta: Double
    let process: NoiseProcess
    let table: NoiseTable
}

extension SamplerKind {
    /// ENSD moves the seeds of its fresh noise.
    public var usesENSD: Bool { traits.contains(.usesENSD) }
    /// Counts twice its steps where prompts change over time.
    public var isSecondOrder: Bool { traits.contains(.isSecondOrder) }
    /// Asks for the increments of a Brownian path.
    public var usesBrownianNoise: Bool { traits.contains(.usesBrownianNoise) }
    /// Drops the last level but one.
    public var discardsPenultimate: Bool { traits.contains(.discardsPenultimate) }
    /// Must run one image at a time.
    public var isAdaptive: Bool { traits.contains(.isAdaptive) }
    /// Takes levels of its own.
    public var usesTimesteps: Bool { traits.contains(.usesTimesteps) }
    /// Takes only the number of steps and the ends of its levels.
    public var ignoresSchedule: Bool { traits.contains(.ignoresSchedule) }
    /// Runs on flow models too.
    public var acceptsFlow: Bool { traits.contains(.acceptsFlow) }

    /// What a guidance scale is multiplied by: CFG++ takes 12.5 for its λ = 1 (Chung et al. 2024).
    public var guidanceMultiplier: Double { traits.contains(.usesBothSides) ? 1 / 12.5 : 1 }

    /// What noise of unit variance is multiplied by where a walk begins from noise alone.
    ///
    /// - Parameters:
    ///   - sigma: the first level.
    ///   - process: the model's.
    ///   - wholeVariance: the web UI's "SGM noise multiplier"; samplers that go by timesteps begin so
    ///     in any case.
    public func startScale(
        _ sigma: Double, process: NoiseProcess = .diffusion, wholeVariance: Bool = false
    ) -> Double {
        process.startScale(sigma, wholeVariance: wholeVariance || usesTimesteps)
    }

    /// How often a walk asks its model; `nil` where that depends on the image.
    public func callCount(along sigmas: Sigmas, options: SamplerOptions = SamplerOptions()) -> Int?
    {
        isAdaptive ? nil : sampler(options).callCount(along: sigmas)
    }
}
