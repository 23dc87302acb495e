import CWebP

/// Pixels to and from WebP (RFC 9649) by libwebp.
enum WebPCodec {
    private static let format = ImageFormat.webP

    static func decode(_ file: [UInt8], limit: Int) throws(ImagingError) -> Image8 {
        // libwebp also reads pictures that lie bare where the first chunk should begin.
        _ = try PictureHeader.webP(file[...])
        var features = WebPBitstreamFeatures()
        guard WebPGetFeatures(file, file.count, &features) == VP8_STATUS_OK else {
            throw .damaged(format, "its header cannot be read")
        }
        guard features.has_animation == 0 else { throw .unsupported(format, "is an animation") }
        let (width, height) = (Int(features.width), Int(features.height))
        guard width > 0, height > 0 else {
            throw .damaged(format, "it says that its picture is \(width)x\(height) pixels")
        }
        guard width <= limit / height else {
            throw .tooLarge(width: width, height: height, limit: limit)
        }
        let channels = features.has_alpha == 0 ? 3 : 4
        let decode = channels == 3 ? WebPDecodeRGBInto : WebPDecodeRGBAInto
        var pixels = [UInt8](repeating: 0, count: width * height * channels)
        let size = pixels.count
        guard decode(file, file.count, &pixels, size, Int32(width * channels)) != nil else {
            throw .damaged(format, "its picture cannot be unpacked")
        }
        return try Image8(width: width, height: height, channels: channels, pixels: pixels)
    }

    /// Longest side that the format has.
    static let sideLimit = Int(WEBP_MAX_DIMENSION)

    /// The file of a picture of three or four channels. Without loss the quality does not count,
    /// and what is clear throughout may change its colour.
    static func encode(
        _ image: Image8, quality: Int, lossless: Bool
    ) throws(ImagingError) -> [UInt8] {
        guard max(image.width, image.height) <= sideLimit else {
            throw .tooLong(format, width: image.width, height: image.height, limit: sideLimit)
        }
        let (width, height) = (Int32(image.width), Int32(image.height))
        let stride = width * Int32(image.channels)
        var file: UnsafeMutablePointer<UInt8>?
        defer { WebPFree(file) }
        let size: Int
        if lossless {
            let encode = image.channels == 3 ? WebPEncodeLosslessRGB : WebPEncodeLosslessRGBA
            size = encode(image.pixels, width, height, stride, &file)
        } else {
            let encode = image.channels == 3 ? WebPEncodeRGB : WebPEncodeRGBA
            size = encode(image.pixels, width, height, stride, Float(quality), &file)
        }
        guard size > 0, let file else {
            throw .cannotEncode(format, "there is not enough memory, or the file is too large")
        }
        return Array(UnsafeBufferPointer(start: file, count: size))
    }
}
