import CJPEG

/// Pixels to and from JPEG (ITU-T T.81) by libjpeg-turbo's TurboJPEG interface.
///
/// It is the interface that keeps its `longjmp` to itself: no Swift frame is ever jumped over.
enum JPEGCodec {
    private static let format = ImageFormat.jpeg

    static func decode(_ file: [UInt8], limit: Int) throws(ImagingError) -> Image8 {
        guard let codec = tjInitDecompress() else {
            throw .damaged(format, "the decoder could not be started")
        }
        defer { tjDestroy(codec) }
        let header = try header(of: file, codec)
        guard header.width <= limit / header.height else {
            throw .tooLarge(width: header.width, height: header.height, limit: limit)
        }
        let channels = header.isGrey ? 1 : 3
        var pixels = [UInt8](repeating: 0, count: header.width * header.height * channels)
        // A file may hold any number of passes over one picture; honest ones hold about ten.
        let status = tjDecompress2(
            codec, file, UInt(file.count), &pixels, Int32(header.width), 0, Int32(header.height),
            Int32((header.isGrey ? TJPF_GRAY : TJPF_RGB).rawValue), TJFLAG_LIMITSCANS)
        if status != 0, let failure = failure(of: codec) { throw .damaged(format, failure) }
        return try Image8(
            width: header.width, height: header.height, channels: channels, pixels: pixels)
    }

    /// Longest side that libjpeg writes.
    static let sideLimit = 65_500

    /// The file of a picture of one or three channels: baseline, colours at half the resolution on
    /// both axes (4:2:0), with the slow transform, which is exact. It is what Pillow presets.
    static func encode(_ image: Image8, quality: Int) throws(ImagingError) -> [UInt8] {
        guard max(image.width, image.height) <= sideLimit else {
            throw .tooLong(format, width: image.width, height: image.height, limit: sideLimit)
        }
        guard let codec = tjInitCompress() else {
            throw .cannotEncode(format, "the encoder could not be started")
        }
        defer { tjDestroy(codec) }
        let isGrey = image.channels == 1
        var file: UnsafeMutablePointer<UInt8>?
        defer { tjFree(file) }
        var size: UInt = 0
        let status = tjCompress2(
            codec, image.pixels, Int32(image.width), 0, Int32(image.height),
            Int32((isGrey ? TJPF_GRAY : TJPF_RGB).rawValue), &file, &size,
            Int32((isGrey ? TJSAMP_GRAY : TJSAMP_420).rawValue), Int32(quality), TJFLAG_ACCURATEDCT)
        guard status == 0, let file else { throw .cannotEncode(format, words(of: codec)) }
        return Array(UnsafeBufferPointer(start: file, count: Int(size)))
    }

    private static func header(
        of file: [UInt8], _ codec: tjhandle
    ) throws(ImagingError) -> (width: Int, height: Int, isGrey: Bool) {
        var (width, height, subsampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        let status = tjDecompressHeader3(
            codec, file, UInt(file.count), &width, &height, &subsampling, &colours)
        guard status == 0 || failure(of: codec) == nil, width > 0, height > 0 else {
            throw .damaged(format, words(of: codec))
        }
        switch TJCS(rawValue: UInt32(bitPattern: colours)) {
        case TJCS_CMYK, TJCS_YCCK: throw .unsupported(format, "has four inks (CMYK)")
        case TJCS_GRAY: return (Int(width), Int(height), true)
        default: return (Int(width), Int(height), false)
        }
    }

    /// What went wrong; `nil` for superfluous bytes between the parts of a file, which harm nobody
    /// and which some cameras write. What else libjpeg only warns of is damage.
    private static func failure(of codec: tjhandle) -> String? {
        let words = words(of: codec)
        return words.contains("extraneous bytes before marker") ? nil : words
    }

    private static func words(of codec: tjhandle) -> String {
        guard let text = tjGetErrorStr2(codec) else { return "it cannot be read" }
        return String(cString: text)
    }
}
