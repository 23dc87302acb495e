public import Models

// Choices that carry numbers: an object with the choice's name over them.

extension DynamicThresholding: Codable {
    private enum Choice: String, CodingKey { case mimic, imagen }

    private struct Imagen: Codable {
        let percentile: Double
        let bound: Double
    }

    /// The choice that was kept.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Choice.self)
        if let mimic = try container.decodeIfPresent(MimicThresholding.self, forKey: .mimic) {
            self = .mimic(mimic)
        } else {
            let imagen = try container.decode(Imagen.self, forKey: .imagen)
            self = .imagen(percentile: imagen.percentile, bound: imagen.bound)
        }
    }

    /// Keeps the choice.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Choice.self)
        switch self {
        case .mimic(let mimic): try container.encode(mimic, forKey: .mimic)
        case .imagen(let percentile, let bound):
            try container.encode(Imagen(percentile: percentile, bound: bound), forKey: .imagen)
        }
    }
}

extension AttentionPerturbation: Codable {
    private enum Choice: String, CodingKey { case kind, sigma }

    private enum Kind: String, Codable { case identity, blurredQueries, skipped }

    /// The choice that was kept.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Choice.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .identity: self = .identity
        case .skipped: self = .skipped
        case .blurredQueries:
            self = .blurredQueries(sigma: try container.decode(Double.self, forKey: .sigma))
        }
    }

    /// Keeps the choice.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Choice.self)
        switch self {
        case .identity: try container.encode(Kind.identity, forKey: .kind)
        case .skipped: try container.encode(Kind.skipped, forKey: .kind)
        case .blurredQueries(let sigma):
            try container.encode(Kind.blurredQueries, forKey: .kind)
            try container.encode(sigma, forKey: .sigma)
        }
    }
}
