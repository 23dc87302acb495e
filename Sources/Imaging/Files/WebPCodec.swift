import CWebP

/// Pixels out of WebP (RFC 9649) by libwebp.
enum WebPCodec {
    private static let format = ImageFormat.webP

    static func decode(_ file: [UInt8], limit: Int) throws(ImagingError) -> Image8 {
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
}
