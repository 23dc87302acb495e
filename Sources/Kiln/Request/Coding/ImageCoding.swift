public import Imaging

extension ImageSettings: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("canvas", \.canvas),
            .init("denoisingStrength", \.denoisingStrength),
            .init("fixesSteps", \.fixesSteps),
            .init("noiseMultiplier", \.noiseMultiplier),
            .init("imageCfgScale", \.imageCfgScale),
            .init("maskWeight", \.maskWeight),
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

extension Img2ImgCanvas.Settings: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("resizeMode", \.resizeMode),
            .init("background", \.background),
            .init("mask", \.mask),
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

extension MaskSettings: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init("blurX", \.blurX),
            .init("blurY", \.blurY),
            .init("isRounded", \.isRounded),
            .init("isInverted", \.isInverted),
            .init("content", \.content),
            .init("isOnlyMasked", \.isOnlyMasked),
            .init("padding", \.padding),
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

extension Colour: Codable {
    private static var fields: [CodedField<Self>] {
        [
            .init(required: "red", \.red),
            .init(required: "green", \.green),
            .init(required: "blue", \.blue),
        ]
    }

    /// The value that was kept; see ``GenerationRequest``.
    public init(from decoder: any Decoder) throws {
        self = try Self.fields.read(into: Self.white, from: decoder)
    }

    /// Keeps the value.
    public func encode(to encoder: any Encoder) throws {
        try Self.fields.write(self, to: encoder)
    }
}

extension ResizeMode: Codable {}
extension MaskedContent: Codable {}
