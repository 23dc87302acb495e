// What of a request is kept, field by field.

public import Prompts

extension GenerationRequest: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("prompts", \.prompts),
            .init("negativePrompt", \.negativePrompt),
            .init("styles", \.styles),
            .init("checkpoint", \.checkpoint),
            .init("modules", \.modules),
            .init("steps", \.steps),
            .init("sampler", \.sampler),
            .init("scheduler", \.scheduler),
            .init("samplerOptions", \.samplerOptions),
            .init("scheduleOptions", \.scheduleOptions),
            .init("guidance", \.guidance),
            .init("interpolatesTimesteps", \.interpolatesTimesteps),
            .init("endsInNoise", \.endsInNoise),
            .init("seed", \.seed),
            .init("subseed", \.subseed),
            .init("variation", \.variation),
            .init("width", \.width),
            .init("height", \.height),
            .init("batchSize", \.batchSize),
            .init("iterations", \.iterations),
            .init("rng", \.rng),
            .init("text", \.text),
            .init("encoding", \.encoding),
            .init("refiner", \.refiner),
            .init("hires", \.hires),
            .init("savesBeforeHires", \.savesBeforeHires),
            .init("device", \.device),
            .init("dtype", \.dtype),
        ]
    }

    /// The request that was kept, without its picture.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(), from: decoder)
    }

    /// Keeps the request without its picture, which is no part of the object.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension PromptRequest: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("text", \.text),
            .init("negativePrompt", \.negativePrompt),
            .init("hiresPrompt", \.hiresPrompt),
            .init("hiresNegativePrompt", \.hiresNegativePrompt),
            .init("seed", \.seed),
            .init("subseed", \.subseed),
            .init("cfgScale", \.cfgScale),
            .init("hiresCfgScale", \.hiresCfgScale),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(""), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension RefinerRequest: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init(required: "checkpoint", \.checkpoint),
            .init("switchAt", \.switchAt),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self(checkpoint: ""), from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension HiresRequest: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("scale", \.scale),
            .init("resizeX", \.resizeX),
            .init("resizeY", \.resizeY),
            .init("upscaler", \.upscaler),
            .init("steps", \.steps),
            .init("denoisingStrength", \.denoisingStrength),
            .init("checkpoint", \.checkpoint),
            .init("modules", \.modules),
            .init("prompt", \.prompt),
            .init("negativePrompt", \.negativePrompt),
            .init("cfgScale", \.cfgScale),
            .init("sampler", \.sampler),
            .init("scheduler", \.scheduler),
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

extension Variation: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("subseedStrength", \.subseedStrength),
            .init("resizeFrom", \.resizeFrom),
            .init("seedDelta", \.seedDelta),
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

extension TextSettings: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("clipSkip", \.clipSkip),
            .init("emphasis", \.emphasis),
            .init("readsComments", \.readsComments),
            .init("usesOldEditing", \.usesOldEditing),
            .init("ignoresNetworks", \.ignoresNetworks),
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

extension LatentEncoding: Codable {}
extension EmphasisMode: Codable {}
