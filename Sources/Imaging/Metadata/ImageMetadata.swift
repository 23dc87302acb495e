/// What a picture's file says beside the picture, found without unpacking the picture.
public struct ImageMetadata: Equatable, Sendable {
    /// The file's format.
    public let format: ImageFormat
    /// Width of the picture as it lies in the file, in pixels; 0 where the file does not say it.
    public let width: Int
    /// Height of the picture as it lies in the file, in pixels; 0 where the file does not say it.
    public let height: Int
    /// The texts by keyword: those of a PNG, and the comments of a JPEG or a GIF as `comment`.
    public let texts: [PNG.Text]
    /// The user's comment in the EXIF data.
    public let userComment: String?

    /// The metadata of a PNG, JPEG, WebP, GIF or AVIF, whatever its name is.
    ///
    /// - Throws: `ImagingError` for another format, and for a PNG that breaks a rule of its format.
    ///   Of other damaged files there is what comes before the damage.
    public init(of file: [UInt8]) throws(ImagingError) {
        guard let format = ImageFormat(of: file), let container = Container(of: file) else {
            throw .unknownFormat(nil)
        }
        if format == .png { _ = try PNGChunks(file) }
        self.format = format
        (width, height) = (container.width, container.height)
        texts = container.texts
        userComment = container.exif?.comment
    }

    /// How the picture was made, where the web UIs keep it: a PNG's `parameters`, the user's comment
    /// in EXIF data, or a GIF's comment.
    public var infotext: String? {
        text(PNG.infotextKeyword) ?? userComment ?? (format == .gif ? text("comment") : nil)
    }

    /// The first text under a keyword.
    public func text(_ keyword: String) -> String? { texts.first { $0.keyword == keyword }?.text }
}
