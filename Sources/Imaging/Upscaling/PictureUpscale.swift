/// A finished picture made larger, as the web UI's extras do it.
///
/// All is computed in 8 bits with Pillow's numbers. Otherwise than there, a picture that is cropped
/// keeps its opacity, and one that would be smaller than the size it is cropped to, because sides
/// are multiples of eight before, gets no black edges.
public struct PictureUpscale: Hashable, Codable, Sendable {
    /// How large it becomes.
    public enum Target: Hashable, Codable, Sendable {
        /// Both sides times a factor above 0 (`resize_mode` 0), rounded down to multiples of eight.
        case factor(Double)
        /// As large as needed to cover a size (`resize_mode` 1), rounded down to multiples of eight;
        /// what hangs over is cut off or left (`upscaling_crop`).
        case size(width: Int, height: Int, crops: Bool)
    }

    /// How large the picture becomes.
    public var target: Target
    /// The name of what makes it larger (`upscaler_1`); with `None` the picture stays as it is.
    public var upscaler: String
    /// The name of a second one, which is laid over the first (`upscaler_2`); `None` for none.
    public var second: String
    /// How much is seen of the second, 0…1 (`extras_upscaler_2_visibility`).
    public var secondShare: Double

    /// An upscaling with one upscaler or two.
    public init(
        _ target: Target, with upscaler: String, and second: String = Self.none,
        secondShare: Double = 0
    ) {
        self.target = target
        self.upscaler = upscaler
        self.second = second
        self.secondShare = secondShare
    }

    /// The name that stands for no upscaler.
    public static let none = "None"

    /// What comes of an upscaling.
    public struct Result: Equatable, Sendable {
        /// The picture, of three channels or, with opacity, of four.
        public let picture: Image8
        /// What was done, in the order and the words of the web UI, which keeps it in a PNG under
        /// `postprocessing`. Nothing for a picture that stays as it is.
        public let facts: [Fact]
    }

    /// A name and a value, of what was done.
    public struct Fact: Hashable, Sendable {
        /// The name, such as `Postprocess upscale by`.
        public let name: String
        /// The value, without quotation marks.
        public let value: String
    }
}

extension PictureUpscale {
    /// The picture made larger, and what was done.
    ///
    /// - Parameter find: Gives the upscaler of a name; `nil` for a name that there is not.
    /// - Throws: As `size(width:height:)`; `ImagingError.badUpscale` for a name that there is not,
    ///   before anything runs; and what upscalers throw.
    public func callAsFunction(
        _ picture: Image8, find: (String) throws -> PictureUpscaler? = Self.withoutModel
    ) throws -> Result {
        _ = try size(width: picture.width, height: picture.height)
        let picture = picture.channels == 1 ? picture.flattened() : picture
        guard let first = try Self.found(upscaler, find) else {
            return Result(picture: picture, facts: [])
        }
        let other = try Self.found(second, find)
        var result = try enlarged(picture, by: first)
        var facts = facts
        facts.append(Fact(name: "Postprocess upscaler", value: first.name))
        if let other, secondShare > 0 {
            let over = try enlarged(picture, by: other).with(channels: result.channels)
            result = result.blended(with: over, share: Float(secondShare))
            facts.append(Fact(name: "Postprocess upscaler 2", value: other.name))
        }
        return Result(picture: result, facts: facts)
    }

    /// The upscalers that need no model, by their names.
    public static func withoutModel(_ name: String) -> PictureUpscaler? {
        PictureUpscaler.withoutModel.first { $0.name == name }
    }

    /// What size comes of a picture's.
    ///
    /// - Throws: `ImagingError.badUpscale` for a factor or a share that cannot be and for a picture
    ///   that would be beyond `PictureLimit`, be it only on the way; `.badSize` for one that would
    ///   be without pixels.
    public func size(
        width: Int, height: Int
    ) throws(ImagingError) -> (width: Int, height: Int) {
        guard (0...1).contains(secondShare) else { throw .badUpscale(.share(secondShare)) }
        guard width > 0, height > 0 else { throw .badSize(width: width, height: height) }
        if upscaler == Self.none { return (width, height) }
        let size = try enlargement(width: width, height: height).size
        if case .size(let width, let height, true) = target { return (width, height) }
        return size
    }

    private static func found(
        _ name: String, _ find: (String) throws -> PictureUpscaler?
    ) throws -> PictureUpscaler? {
        if name == none { return nil }
        guard let upscaler = try find(name) else {
            throw ImagingError.badUpscale(.unknownUpscaler(name))
        }
        return upscaler
    }

    private var facts: [Fact] {
        switch target {
        case .factor(let factor): [Fact(name: "Postprocess upscale by", value: "\(factor)")]
        case .size(let width, let height, let crops):
            [Fact(name: "Postprocess upscale to", value: "\(width)x\(height)")]
                + (crops ? [Fact(name: "Postprocess crop to", value: "\(width)x\(height)")] : [])
        }
    }
}

// MARK: - Sizes

extension PictureUpscale {
    /// How one picture is made larger.
    private struct Enlargement {
        let scale: Double
        /// Both sides times the scale, in multiples of eight: until when an upscaler is run.
        let rounded: (width: Int, height: Int)
        /// What the picture is brought to then.
        let size: (width: Int, height: Int)
    }

    private func enlargement(width: Int, height: Int) throws(ImagingError) -> Enlargement {
        let scale = try scale(width: width, height: height)
        guard scale > 0, scale.isFinite else { throw .badUpscale(.factor(scale)) }
        let (wide, high) = (Double(width) * scale, Double(height) * scale)
        guard max(wide, high) <= Double(PictureLimit.side),
            PictureLimit.allows(width: max(Int(wide), 1), height: max(Int(high), 1))
        else {
            throw .badUpscale(.tooLarge(width: wide.rounded(.down), height: high.rounded(.down)))
        }
        let rounded = (width: Int(wide) / 8 * 8, height: Int(high) / 8 * 8)
        var size = rounded
        if case .size(let width, let height, true) = target {
            size = (max(size.width, width), max(size.height, height))
        }
        guard size.width > 0, size.height > 0 else {
            throw .badSize(width: size.width, height: size.height)
        }
        return Enlargement(scale: scale, rounded: rounded, size: size)
    }

    private func scale(width: Int, height: Int) throws(ImagingError) -> Double {
        switch target {
        case .factor(let factor): return factor
        case .size(let wide, let high, _):
            guard wide > 0, high > 0 else { throw .badSize(width: wide, height: high) }
            guard PictureLimit.allows(width: wide, height: high) else {
                throw .badUpscale(.tooLarge(width: Double(wide), height: Double(high)))
            }
            return max(Double(wide) / Double(width), Double(high) / Double(height))
        }
    }

    private func enlarged(_ picture: Image8, by upscaler: PictureUpscaler) throws -> Image8 {
        let way = try enlargement(width: picture.width, height: picture.height)
        let larger = try upscaler(picture, scale: way.scale, until: way.rounded)
            .resizedWithOpacity(.lanczos, width: way.size.width, height: way.size.height)
        guard case .size(let width, let height, true) = target else { return larger }
        let (left, top) = (way.size.width / 2 - width / 2, way.size.height / 2 - height / 2)
        return larger.cropped(
            to: PixelRegion(columns: left..<left + width, rows: top..<top + height))
    }
}
