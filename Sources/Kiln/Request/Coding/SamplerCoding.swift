public import Samplers

extension SamplerOptions: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("eta", \.eta),
            .init("churn", \.churn),
            .init("churnMin", \.churnMin),
            // JSON has no infinity, which is the preset.
            .init("churnMax", { $0.churnMax.isFinite ? $0.churnMax : nil }, { $0.churnMax = $1 }),
            .init("noiseScale", \.noiseScale),
            .init("restarts", \.restarts),
            .init("uniPC", \.uniPC),
            .init("adaptive", \.adaptive),
            .init("lcmTimesteps", \.lcmTimesteps),
            .init("gradientGamma", \.gradientGamma),
            .init("erSDEOrder", \.erSDEOrder),
            .init("discardsPenultimate", \.discardsPenultimate),
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

extension ScheduleOptions: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("sigmaMin", \.sigmaMin),
            .init("sigmaMax", \.sigmaMax),
            .init("rho", \.rho),
            .init("betaAlpha", \.betaAlpha),
            .init("betaBeta", \.betaBeta),
            .init(
                "family", { $0.family == .sdxl ? "sdxl" : nil },
                { $0.family = $1 == "sdxl" ? .sdxl : .sd }),
            .init("usesOldKarrasSigmas", \.usesOldKarrasSigmas),
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

extension Restart.Segment: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init(required: "low", \.low),
            .init(required: "high", \.high),
            .init(required: "steps", \.steps),
            .init(required: "times", \.times),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(low: 0, high: 0, steps: 0, times: 0), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension UniPCOptions: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("variant", \.variant),
            .init("skipType", \.skipType),
            .init("order", \.order),
            .init("lowerOrderFinal", \.lowerOrderFinal),
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

extension AdaptiveControl: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("order", \.order),
            .init("tolerance", \.tolerance),
            .init("firstStep", \.firstStep),
            .init("proportion", \.proportion),
            .init("integral", \.integral),
            .init("difference", \.difference),
            .init("safety", \.safety),
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

extension Tolerance: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("absolute", \.absolute),
            .init("relative", \.relative),
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

extension UniPCOptions.Variant: Codable {}
extension UniPCOptions.SkipType: Codable {}
