/// Where an image's noise comes from, under the web UI's names.
public enum NoiseSource: String, Sendable, Hashable, CaseIterable, Named {
    /// What CUDA draws, computed anywhere.
    case nv
    /// What PyTorch draws on the CPU.
    case cpu

    /// The source that a request names, in any case. `gpu` is `nv`: the same values without a GPU.
    public init(named name: String) throws(SamplerError) {
        guard let source = Self.allCases.first(where: { $0.isCalled(name) }) else {
            throw .unknownNoiseSource(name, known: Self.allCases.map(\.rawValue))
        }
        self = source
    }

    /// The name in infotexts: "NV", "CPU".
    public var infotextName: String { rawValue.uppercased() }

    /// A generator for one image, at its seed.
    public func generator(seed: UInt64) -> NoiseGenerator {
        switch self {
        case .nv: .nv(PhiloxGenerator(seed: seed))
        case .cpu: .cpu(MersenneTwisterGenerator(seed: seed))
        }
    }

    var names: [String] { self == .nv ? ["nv", "gpu"] : ["cpu"] }
}

/// One image's noise: the first draw is its beginning, later ones are what its sampler asks for.
public enum NoiseGenerator: Sendable {
    /// Counter-based.
    case nv(PhiloxGenerator)
    /// Sequential.
    case cpu(MersenneTwisterGenerator)

    /// The next draw: independent values of mean 0 and variance 1.
    public mutating func normal(count: Int) -> [Float] {
        switch self {
        case .nv(var generator):
            defer { self = .nv(generator) }
            return generator.normal(count: count)
        case .cpu(var generator):
            defer { self = .cpu(generator) }
            return generator.normal(count: count)
        }
    }
}
