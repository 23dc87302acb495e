/// What a file says of its picture before the picture itself: enough to know whether it will be
/// read, for a process that never unpacks pictures.
///
/// Nothing is unpacked or copied, and no more is looked at than the heads of the parts that the file
/// is made of. A file that is accepted may still turn out to be damaged; one that is refused would
/// not have been read.
public struct PictureHeader: Hashable, Sendable {
    /// PNG, JPEG or WebP.
    public let format: ImageFormat
    /// Width of the picture as it lies in the file, in pixels.
    public let width: Int
    /// Height of the picture as it lies in the file, in pixels.
    public let height: Int
    /// Bits of a sample, 1…16; of a palette's colours 8.
    public let bitDepth: Int
    /// Samples of a pixel when it is read: 1, 3, or 4 with opacity.
    public let channels: Int
    /// Whether more pictures follow, of which none is read.
    public let isAnimated: Bool

    /// Up to what size a picture is accepted.
    public struct Limits: Hashable, Sendable {
        /// Longest side, in pixels.
        public var side = PictureLimit.side
        /// Most pixels.
        public var pixels = PictureLimit.pixels
        /// Most texts of a PNG.
        public var texts = 1000
        /// Most bytes of a PNG's texts in all, as they lie in the file.
        public var textBytes = PNG.textLimit

        /// What is accepted unless told otherwise: 16,384 pixels to a side, 8192² in all, 1000 texts
        /// of 16 MiB in all.
        public init() {}
    }

    /// The header of a PNG, JPEG or WebP.
    ///
    /// - Throws: `ImagingError.unknownFormat` for another format; `.badPNG` and `.damaged` for a
    ///   header that breaks a rule; `.unsupported` for what is not read, such as a JPEG of four inks
    ///   or a moving WebP; `.sideTooLong`, `.tooLarge` and `.tooMuchText` beyond the limits.
    public init(of file: [UInt8], limits: Limits = Limits()) throws(ImagingError) {
        let format = ImageFormat(of: file)
        switch format {
        case .png: self = try Self.png(file[...], limits)
        case .jpeg: self = try Self.jpeg(file[...])
        case .webP: self = try Self.webP(file[...])
        case .gif, .avif, nil: throw .unknownFormat(format)
        }
        guard max(width, height) <= limits.side else {
            throw .sideTooLong(width: width, height: height, limit: limits.side)
        }
        guard width <= limits.pixels / height else {
            throw .tooLarge(width: width, height: height, limit: limits.pixels)
        }
    }

    init(
        _ format: ImageFormat, width: Int, height: Int, samples: (depth: Int, channels: Int),
        isAnimated: Bool = false
    ) throws(ImagingError) {
        guard width > 0, height > 0 else {
            throw .damaged(format, "it says that its picture is \(width)x\(height) pixels")
        }
        (self.format, self.width, self.height) = (format, width, height)
        (bitDepth, channels) = samples
        self.isAnimated = isAnimated
    }
}
