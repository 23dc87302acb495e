extension PictureHeader {
    /// The chunk `IHDR` and the heads of the others up to the end: where they lie is followed, what
    /// is in them is not looked at.
    static func png(
        _ file: ArraySlice<UInt8>, _ limits: Limits
    ) throws(ImagingError) -> PictureHeader {
        guard let header = file.range(from: 8, count: 25), header.number(at: 0, bytes: 4) == 13,
            header.dropFirst(4).starts(with: "IHDR".utf8)
        else {
            throw .badPNG("it does not begin with a header of 13 bytes")
        }
        guard header.number(at: 21, bytes: 4) == CRC32.checksum(header.dropFirst(4).prefix(17))
        else { throw .badPNG("the checksum of the chunk IHDR at byte 8 is wrong") }
        let width = header.number(at: 8, bytes: 4) ?? 0
        let height = header.number(at: 12, bytes: 4) ?? 0
        guard (1...Int(Int32.max)).contains(width), (1...Int(Int32.max)).contains(height) else {
            throw .badPNG("it says that its picture is \(width)x\(height) pixels")
        }
        let depth = header.number(at: 16, bytes: 1) ?? 0
        guard let kind = header.number(at: 17, bytes: 1).flatMap(PNGKind.init),
            kind.depths.contains(depth)
        else { throw .badPNG("it says that its samples are of a kind that there is not") }
        let chunks = try PNGHeads(file, limits)
        let isOpaque = kind.isOpaque && !chunks.hasTransparency
        let channels = isOpaque ? (kind == .grey ? 1 : 3) : 4
        return try PictureHeader(
            .png, width: width, height: height,
            samples: (kind == .palette ? 8 : depth, channels), isAnimated: chunks.isAnimated)
    }
}

/// What the samples of a PNG mean.
private enum PNGKind: Int {
    case grey = 0
    case colour = 2
    case palette = 3
    case greyWithOpacity = 4
    case colourWithOpacity = 6

    var isOpaque: Bool { self != .greyWithOpacity && self != .colourWithOpacity }

    /// The bits that a sample may have.
    var depths: [Int] {
        switch self {
        case .grey: [1, 2, 4, 8, 16]
        case .palette: [1, 2, 4, 8]
        case .colour, .greyWithOpacity, .colourWithOpacity: [8, 16]
        }
    }
}

/// What is told by which chunks a PNG has.
private struct PNGHeads {
    /// Whether the palette has opacities, or one colour is clear.
    private(set) var hasTransparency = false
    /// Whether it is an animation.
    private(set) var isAnimated = false

    private var hasData = false
    private var texts = (count: 0, bytes: 0)

    init(_ file: ArraySlice<UInt8>, _ limits: PictureHeader.Limits) throws(ImagingError) {
        var place = 33
        for _ in 0..<PNGChunks.limit {
            guard let length = file.number(at: place, bytes: 4),
                let name = file.number(at: place + 4, bytes: 4)
            else { break }
            guard length <= file.count - place - 12 else {
                throw .badPNG(
                    "the chunk at byte \(place) says \(length) bytes, but the file ends first")
            }
            note(name, length)
            guard texts.count <= limits.texts, texts.bytes <= limits.textBytes else {
                throw .tooMuchText(.png, count: limits.texts, bytes: limits.textBytes)
            }
            if name == Name.end {
                guard hasData else { throw .badPNG("it has no picture data") }
                return
            }
            place += 12 + length
        }
        throw .badPNG("there is no end mark up to byte \(min(place, file.count))")
    }

    private mutating func note(_ name: Int, _ length: Int) {
        switch name {
        case Name.data: hasData = true
        case Name.transparency where !hasData: hasTransparency = true
        case Name.animation where !hasData: isAnimated = true
        case Name.text, Name.packedText, Name.internationalText:
            texts = (texts.count + 1, texts.bytes + length)
        default: break
        }
    }

    /// Names of four letters as numbers.
    private enum Name {
        static let data = 0x4944_4154  // IDAT
        static let end = 0x4945_4E44  // IEND
        static let transparency = 0x7452_4E53  // tRNS
        static let animation = 0x6163_544C  // acTL
        static let text = 0x7445_5874  // tEXt
        static let packedText = 0x7A54_5874  // zTXt
        static let internationalText = 0x6954_5874  // iTXt
    }
}
