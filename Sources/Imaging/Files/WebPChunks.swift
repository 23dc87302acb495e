/// The chunks of a WebP that libwebp has written, to be written again with EXIF data.
struct WebPChunks {
    /// Flags of the chunk `VP8X`.
    private enum Flag {
        static let exif: UInt8 = 0x08
        static let alpha: UInt8 = 0x10
    }

    /// All chunks but `VP8X`, whole, with what fills them up to an even length.
    private let chunks: [UInt8]
    private let flags: UInt8
    private let width: Int
    private let height: Int

    /// The chunks of a file of a picture of a size.
    init(_ file: [UInt8], width: Int, height: Int) {
        let chunks = file.dropFirst(12)
        let extended = Array("VP8X".utf8)
        if chunks.starts(with: extended) {
            flags = chunks.dropFirst(8).first ?? 0
            self.chunks = Array(chunks.dropFirst(8 + 10))
        } else {
            // Without loss, the chunk itself says whether its picture has opacity: in bit 28 of what
            // follows its first byte.
            let isLossless = chunks.starts(with: "VP8L".utf8)
            let hasAlpha = isLossless && (chunks.dropFirst(8 + 4).first ?? 0) & 0x10 != 0
            flags = hasAlpha ? Flag.alpha : 0
            self.chunks = Array(chunks)
        }
        (self.width, self.height) = (width, height)
    }

    /// The file with EXIF data.
    ///
    /// - Throws: `ImagingError.textTooLong` for more than the format has room for, which is 4 GiB.
    func file(exif: [UInt8]) throws(ImagingError) -> [UInt8] {
        let size = 4 + 8 + 10 + chunks.count + 8 + exif.count + exif.count % 2
        guard let size = UInt32(exactly: size), let length = UInt32(exactly: exif.count) else {
            throw .textTooLong(.webP, limit: Int(UInt32.max) / 2)
        }
        var file = Array("RIFF".utf8) + size.littleEndianBytes + Array("WEBPVP8X".utf8)
        file += UInt32(10).littleEndianBytes + [flags | Flag.exif, 0, 0, 0]
        for side in [width, height] {
            file += UInt32(clamping: side - 1).littleEndianBytes.prefix(3)
        }
        file += chunks + Array("EXIF".utf8) + length.littleEndianBytes + exif
        if exif.count % 2 == 1 { file.append(0) }
        return file
    }
}
