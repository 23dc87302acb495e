public import Models

extension Guidance: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init(required: "scale", \.scale),
            .init("minimumSigma", \.minimumSigma),
            .init("skipsEveryStep", \.skipsEveryStep),
            .init("skipEarly", \.skipEarly),
            .init("rescale", \.rescale),
            .init("dynamicThresholding", \.dynamicThresholding),
            .init("projection", \.projection),
            .init("perturbedAttention", \.perturbedAttention),
            .init("freeU", \.freeU),
            .init("freeUSteps", \.freeUSteps),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(scale: 1), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension MimicThresholding: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("mimicScale", \.mimicScale),
            .init("percentile", \.percentile),
            .init("interpolation", \.interpolation),
            .init("separatesChannels", \.separatesChannels),
            .init("startpoint", \.startpoint),
            .init("measure", \.measure),
            .init("mimicSchedule", \.mimicSchedule),
            .init("scaleSchedule", \.scaleSchedule),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension ScaleSchedule: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init(required: "mode", \.mode),
            .init("minimum", \.minimum),
            .init("value", \.value),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self.constant, from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension ProjectedGuidance: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("parallel", \.parallel),
            .init("threshold", \.threshold),
            .init("momentum", \.momentum),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension PerturbedAttention: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("scale", \.scale),
            .init("perturbation", \.perturbation),
            .init(
                "places", { $0.places.map(\.description).sorted() }, { $0.places = try places($1) }),
            .init("steps", \.steps),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension FreeU: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("b1", \.b1),
            .init("b2", \.b2),
            .init("s1", \.s1),
            .init("s2", \.s2),
            .init("version", \.version),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension StepRange: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("start", \.start),
            .init("end", \.end),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self.all, from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension PerturbedAttention {
    /// The blocks of these names.
    private static func places(_ names: [String]) throws -> Set<UNetPlace> {
        Set(
            try names.map { name in
                guard let place = UNetPlace(name) else {
                    throw DecodingError.dataCorrupted(
                        .init(
                            codingPath: [],
                            debugDescription: "\"\(name)\" is no block of a UNet"))
                }
                return place
            })
    }
}

extension ScaleSchedule.Mode: Codable {}
extension MimicThresholding.Measure: Codable {}
extension MimicThresholding.Startpoint: Codable {}
extension FreeU.Version: Codable {}
