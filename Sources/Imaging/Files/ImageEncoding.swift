/// How a picture becomes a file: the format and how good it is.
public enum ImageEncoding: Hashable, Codable, Sendable {
    /// Without loss.
    case png
    /// With loss; a quality of 1…100.
    case jpeg(quality: Int)
    /// With loss of a quality of 1…100, or without, whatever the quality is.
    case webp(quality: Int, lossless: Bool)

    /// The encoding of the web UI's option `samples_format` (`png`, `jpg`, `jpeg` or `webp`, in
    /// whatever case); `nil` for another one.
    ///
    /// - Parameters:
    ///   - quality: The option `jpeg_quality`, which counts for WebP too.
    ///   - lossless: The option `webp_lossless`.
    public init?(named name: String, quality: Int = 80, lossless: Bool = false) {
        switch name.lowercased() {
        case "png": self = .png
        case "jpg", "jpeg": self = .jpeg(quality: quality)
        case "webp": self = .webp(quality: quality, lossless: lossless)
        default: return nil
        }
    }

    /// The format.
    public var format: ImageFormat {
        switch self {
        case .png: .png
        case .jpeg: .jpeg
        case .webp: .webP
        }
    }

    /// The format's name in HTTP and `data:` addresses (IANA).
    public var mediaType: String {
        switch self {
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .webp: "image/webp"
        }
    }

    /// What a file's name ends with, without the dot.
    public var fileExtension: String {
        switch self {
        case .png: "png"
        case .jpeg: "jpg"
        case .webp: "webp"
        }
    }

    /// A picture as a file, with how it was made where the web UIs keep it: a text of a PNG, the
    /// user's comment in the EXIF data of the others.
    ///
    /// - Throws: As `encode(_:texts:)`.
    public func encode(_ image: Image8, infotext: String?) throws(ImagingError) -> [UInt8] {
        try encode(image, texts: infotext.map { [.infotext($0)] } ?? [])
    }

    /// A picture as a file with texts. A PNG keeps them all; the others have room for how the
    /// picture was made alone, as with the web UIs.
    ///
    /// In a JPEG, what is clear becomes white.
    ///
    /// - Throws: `ImagingError.badQuality`; `.tooLong` for a side beyond the format's (JPEG 65,500,
    ///   WebP 16,383); `.textTooLong` for a text beyond the format's (JPEG 32,737 UTF-16 code
    ///   units); `.badKeyword`; `.cannotEncode` where memory does not suffice.
    public func encode(_ image: Image8, texts: [PNG.Text]) throws(ImagingError) -> [UInt8] {
        let infotext = texts.first { $0.keyword == PNG.infotextKeyword }?.text
        let exif = infotext.map { EXIF.data(comment: $0) }
        switch self {
        case .png: return try PNG.encode(image, texts: texts)
        case .jpeg(let quality):
            try Self.check(quality)
            let picture = image.channels == 4 ? image.flattened() : image
            let file = try JPEGCodec.encode(picture, quality: quality)
            return try exif.map { data throws(ImagingError) in
                try JPEGSegments.inserting(exif: data, into: file)
            } ?? file
        case .webp(let quality, let lossless):
            try Self.check(quality)
            let picture = image.channels == 1 ? image.flattened() : image
            let file = try WebPCodec.encode(picture, quality: quality, lossless: lossless)
            return try exif.map { data throws(ImagingError) in
                try WebPChunks(file, width: image.width, height: image.height).file(exif: data)
            } ?? file
        }
    }

    private static func check(_ quality: Int) throws(ImagingError) {
        guard (1...100).contains(quality) else { throw .badQuality(quality) }
    }
}
