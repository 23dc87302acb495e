extension PictureHeader {
    /// The first chunk: `VP8X` for all kinds, or the picture itself, with loss or without.
    static func webP(_ file: ArraySlice<UInt8>) throws(ImagingError) -> PictureHeader {
        guard let name = file.range(from: 12, count: 4) else {
            throw .damaged(.webP, "its header is cut off")
        }
        // libwebp reads on where a chunk says that it is shorter than what it begins with.
        let data = file.dropFirst(20)
        switch String(decoding: name, as: UTF8.self) {
        case "VP8X": return try extended(data)
        case "VP8 ": return try lossy(data)
        case "VP8L": return try lossless(data)
        default: throw .damaged(.webP, "it begins with a chunk that no picture begins with")
        }
    }

    private static func extended(_ data: ArraySlice<UInt8>) throws(ImagingError) -> PictureHeader {
        guard let flags = data.number(at: 0, bytes: 1),
            let width = data.number(at: 4, bytes: 3, littleEndian: true),
            let height = data.number(at: 7, bytes: 3, littleEndian: true)
        else { throw .damaged(.webP, "its header is cut off") }
        guard flags & 0x02 == 0 else { throw .unsupported(.webP, "is an animation") }
        return try PictureHeader(
            .webP, width: width + 1, height: height + 1, samples: (8, flags & 0x10 == 0 ? 3 : 4))
    }

    private static func lossy(_ data: ArraySlice<UInt8>) throws(ImagingError) -> PictureHeader {
        guard let tag = data.number(at: 0, bytes: 1), tag & 1 == 0,
            data.number(at: 3, bytes: 3) == 0x9D012A,
            let width = data.number(at: 6, bytes: 2, littleEndian: true),
            let height = data.number(at: 8, bytes: 2, littleEndian: true)
        else { throw .damaged(.webP, "its picture does not begin as one does") }
        return try PictureHeader(
            .webP, width: width & 0x3FFF, height: height & 0x3FFF, samples: (8, 3))
    }

    private static func lossless(_ data: ArraySlice<UInt8>) throws(ImagingError) -> PictureHeader {
        guard data.first == 0x2F, let bits = data.number(at: 1, bytes: 4, littleEndian: true),
            bits >> 29 == 0
        else { throw .damaged(.webP, "its picture does not begin as one does") }
        return try PictureHeader(
            .webP, width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1,
            samples: (8, bits >> 28 & 1 == 0 ? 3 : 4))
    }
}
