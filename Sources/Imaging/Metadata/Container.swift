/// What a picture's file holds beside the picture, found by following its structure.
struct Container {
    /// Most comments of a JPEG or a GIF that are kept.
    private static let commentLimit = 1000
    /// Most parts of a WebP or a GIF that are followed; films have thousands.
    static let partLimit = 100_000

    /// Width of the picture as it lies in the file, in pixels, if the file says it.
    var width = 0
    /// Height of the picture as it lies in the file, in pixels, if the file says it.
    var height = 0
    /// The texts by keyword, in their order.
    var texts: [PNG.Text] = []
    /// Orientation and comment.
    var exif: EXIF?

    /// What a file of a known format holds; `nil` for a format that is not known. A file that is
    /// damaged gives what comes before the damage.
    init?(of file: [UInt8]) {
        switch ImageFormat(of: file) {
        case .png: readPNG(file)
        case .jpeg: readJPEG(file[...])
        case .webP: readWebP(file[...])
        case .gif: readGIF(file[...])
        case .avif: readAVIF(file[...])
        case nil: return nil
        }
    }

    /// The EXIF data of a file of a known format; no text is unpacked.
    static func exif(of file: [UInt8]) -> EXIF? {
        guard ImageFormat(of: file) == .png else { return Container(of: file)?.exif }
        return (try? PNGChunks(file)).flatMap { exif(of: $0, in: file) }
    }

    private static func exif(of chunks: PNGChunks, in file: [UInt8]) -> EXIF? {
        chunks.list.first { $0.name == "eXIf" }.flatMap { EXIF(file[$0.data]) }
    }

    private mutating func readPNG(_ file: [UInt8]) {
        guard let chunks = try? PNGChunks(file) else { return }
        (width, height) = (chunks.width, chunks.height)
        texts = PNG.texts(of: chunks, in: file)
        exif = Self.exif(of: chunks, in: file)
    }

    /// Parts up to the picture's data.
    private mutating func readJPEG(_ file: ArraySlice<UInt8>) {
        var parts = JPEGParts(file)
        while let part = try? parts.next() { read(part) }
    }

    private mutating func read(_ part: JPEGParts.Part) {
        let data = part.data
        switch part.marker {
        case 0xE1 where data.starts(with: "Exif\0".utf8):
            exif = exif ?? EXIF(data.dropFirst(6))
        case 0xFE: add(comment: data)
        case _ where part.isFrame:
            height = data.number(at: 1, bytes: 2) ?? 0
            width = data.number(at: 3, bytes: 2) ?? 0
        default: break
        }
    }

    /// Keeps a comment of a JPEG or a GIF, as far as there are not too many.
    mutating func add(comment: ArraySlice<UInt8>) {
        guard texts.count < Self.commentLimit else { return }
        texts.append(PNG.Text("comment", UserComment.utf8OrLatin1(comment)))
    }

    /// RIFF chunks: a name, a length, the data, filled up to an even length.
    private mutating func readWebP(_ file: ArraySlice<UInt8>) {
        var place = 12
        for _ in 0..<Self.partLimit {
            guard let name = file.range(from: place, count: 4),
                let length = file.number(at: place + 4, bytes: 4, littleEndian: true),
                let data = file.range(from: place + 8, count: length)
            else { return }
            switch String(decoding: name, as: UTF8.self) {
            case "VP8X": readSides(data, at: 4, bytes: 3, adding: 1)
            case "VP8 ": readSides(data, at: 6, bytes: 2, mask: 0x3FFF)
            case "VP8L" where width == 0:
                let bits = data.number(at: 1, bytes: 4, littleEndian: true) ?? 0
                (width, height) = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
            case "EXIF":
                let header = Array("Exif\0\0".utf8)
                exif = exif ?? EXIF(data.starts(with: header) ? data.dropFirst(6) : data)
            default: break
            }
            place += 8 + length + length % 2
        }
    }

    private mutating func readSides(
        _ data: ArraySlice<UInt8>, at place: Int, bytes: Int, mask: Int = .max, adding: Int = 0
    ) {
        guard width == 0,
            let first = data.number(at: place, bytes: bytes, littleEndian: true),
            let second = data.number(at: place + bytes, bytes: bytes, littleEndian: true)
        else { return }
        (width, height) = ((first & mask) + adding, (second & mask) + adding)
    }
}
