/// Pictures out of files of any format that is read: PNG, JPEG and WebP.
public enum ImageFile {
    /// Most pixels that are read unless told otherwise: 8192².
    public static let defaultPixelLimit = PNG.defaultPixelLimit

    /// The picture of a file, the way up that its metadata says.
    ///
    /// Grey stays grey, opacity makes four channels, 16 bits become 8. The name of the file does
    /// not matter; its first bytes say what it is.
    ///
    /// - Parameter limit: Most pixels that the picture may have.
    /// - Throws: `ImagingError` for another format, a damaged file, a picture beyond the limit, an
    ///   animation, or a JPEG of four inks; nothing is unpacked before its size is known to be
    ///   allowed.
    public static func decode(
        _ file: [UInt8], limit: Int = defaultPixelLimit
    ) throws(ImagingError) -> Image8 {
        let image: Image8
        let format = ImageFormat(of: file)
        switch format {
        case .png: image = try PNG.decode(file, limit: limit)
        case .jpeg: image = try JPEGCodec.decode(file, limit: limit)
        case .webP: image = try WebPCodec.decode(file, limit: limit)
        case .gif, .avif, nil: throw .unknownFormat(format)
        }
        return image.turned(Container.exif(of: file)?.orientation ?? 1)
    }
}
