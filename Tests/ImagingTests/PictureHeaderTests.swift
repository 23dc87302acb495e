import Foundation
import Testing

@testable import Imaging

struct PictureHeaderTests {
    @Test func `the header says what is read then`() throws {
        for golden in try PillowImages.all().pictures {
            let file = Array(golden.file)
            let header = try PictureHeader(of: file)
            let isSideways = (Container.exif(of: file)?.orientation ?? 1) >= 5
            let size = isSideways ? (golden.height, golden.width) : (golden.width, golden.height)
            #expect((header.width, header.height) == size, "\(golden.name)")
            #expect(header.upright(in: file) == (golden.width, golden.height), "\(golden.name)")
            #expect(header.channels == golden.channels, "\(golden.name)")
            #expect(header.format == ImageFormat(of: file))
            #expect(header.bitDepth == 8 && !header.isAnimated)
        }
    }

    @Test(arguments: try PillowPNG.all())
    func `PNGs of every kind are known`(_ golden: PillowPNG) throws {
        let file = Array(golden.file)
        let header = try PictureHeader(of: file)
        let image = try PNG.decode(file)
        #expect((header.width, header.height) == (image.width, image.height))
        #expect(header.channels == image.channels)
        #expect(header.bitDepth == (file[25] == 3 ? 8 : Int(file[24])))
    }

    @Test func `what is written here is known`() throws {
        let encodings: [ImageEncoding] = [
            .png, .jpeg(quality: 50), .webp(quality: 50, lossless: false),
            .webp(quality: 50, lossless: true),
        ]
        for (encoding, text) in encodings.flatMap({ [($0, nil), ($0, "a text")] }) {
            for channels in [1, 3, 4] {
                let image = try Image8.noise(width: 19, height: 7, channels: channels)
                let file = try encoding.encode(image, infotext: text)
                let header = try PictureHeader(of: file)
                #expect((header.width, header.height) == (19, 7))
                #expect(header.channels == (try ImageFile.decode(file).channels))
                #expect(header.format == encoding.format)
            }
        }
    }

    @Test func `an animated PNG is known as one, and one that only says so too late is not`() throws
    {
        let file = try PNG.encode(.noise(width: 2, height: 2, channels: 3))
        let mark = PNGChunks.encoded("acTL", [0, 0, 0, 2, 0, 0, 0, 0])
        var before = file
        before.insert(contentsOf: mark, at: PNGChunks.headerEnd)
        #expect(try PictureHeader(of: before).isAnimated)
        var behind = file
        behind.insert(contentsOf: mark, at: file.count - 12)
        #expect(try !PictureHeader(of: behind).isAnimated)
        #expect(try !PictureHeader(of: file).isAnimated)
    }

    @Test func `what is not read is refused in the reader's words`() throws {
        for refused in try PillowImages.all().refused {
            let file = Array(refused.file)
            let expected = #expect(throws: ImagingError.self) { try ImageFile.decode(file) }
            let error = #expect(throws: ImagingError.self) { try PictureHeader(of: file) }
            #expect(error == expected, "\(refused.name)")
        }
        for nothing in [[], Array("BM".utf8), [0xFF, 0xD8]] {
            #expect(throws: ImagingError.unknownFormat(nil)) { try PictureHeader(of: nothing) }
        }
    }
}

/// Headers that lie, and files made to take much time or memory.
struct HostileHeaderTests {
    /// A PNG of a size with hardly anything in it.
    private static func png(_ width: UInt32, _ height: UInt32, chunks: [UInt8] = []) -> [UInt8] {
        PNGChunks.signature
            + PNGChunks.encoded(
                "IHDR", width.bigEndianBytes + height.bigEndianBytes + [8, 2, 0, 0, 0]) + chunks
            + PNGChunks.encoded("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1])
            + PNGChunks.encoded("IEND", [])
    }

    private static func jpeg(_ width: UInt16, _ height: UInt16, before: [UInt8] = []) -> [UInt8] {
        [0xFF, 0xD8] + before + [0xFF, 0xC0, 0, 17, 8] + height.bigEndianBytes
            + width.bigEndianBytes + [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]
    }

    private static func webP(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let chunk = Array(name.utf8) + UInt32(data.count).littleEndianBytes + data
        return Array("RIFF".utf8) + UInt32(chunk.count + 4).littleEndianBytes + "WEBP".utf8 + chunk
    }

    private static func extended(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        let sides = [width - 1, height - 1].flatMap { $0.littleEndianBytes.prefix(3) }
        return webP("VP8X", [0, 0, 0, 0] + sides)
    }

    @Test func `pictures up to the limits are accepted, larger ones refused at once`() throws {
        for file in [Self.png(16_384, 4096), Self.jpeg(16_384, 4096), Self.extended(16_384, 4096)] {
            let header = try PictureHeader(of: file)
            #expect((header.width, header.height) == (16_384, 4096))
        }
        for file in [Self.png(8193, 8192), Self.jpeg(8193, 8192), Self.extended(8193, 8192)] {
            #expect(throws: ImagingError.tooLarge(width: 8193, height: 8192, limit: 1 << 26)) {
                try PictureHeader(of: file)
            }
        }
        for (file, side) in [
            (Self.png(50_000, 50_000), 50_000), (Self.jpeg(65_535, 65_535), 65_535),
            (Self.extended(1 << 24, 1 << 24), 1 << 24),
            (Self.png(0x7FFF_FFFF, 0x7FFF_FFFF), 0x7FFF_FFFF), (Self.png(16_385, 16_385), 16_385),
        ] {
            let error = ImagingError.sideTooLong(width: side, height: side, limit: 16_384)
            #expect(throws: error) { try PictureHeader(of: file) }
            #expect(error.description.hasSuffix("at most 16384 pixels."))
        }
        var limits = PictureHeader.Limits()
        (limits.side, limits.pixels) = (10, 50)
        #expect(try PictureHeader(of: Self.png(10, 5), limits: limits).width == 10)
        #expect(throws: ImagingError.tooLarge(width: 10, height: 6, limit: 50)) {
            try PictureHeader(of: Self.png(10, 6), limits: limits)
        }
        let bits = UInt32(0x0FFF_FFFF).littleEndianBytes
        #expect(throws: ImagingError.tooLarge(width: 16_384, height: 16_384, limit: 1 << 26)) {
            try PictureHeader(of: Self.webP("VP8L", [0x2F] + bits))
        }
    }

    @Test func `headers without a picture are refused`() throws {
        let empty: [[UInt8]] = [
            Self.png(0, 1), Self.png(1, 0), Self.png(0x8000_0000, 1), Self.jpeg(0, 1),
            Self.jpeg(1, 0), Self.webP("VP8 ", [0, 0, 0, 0x9D, 1, 0x2A, 0, 0, 1, 0]),
        ]
        for file in empty {
            let error = #expect(throws: ImagingError.self) { try PictureHeader(of: file) }
            #expect(error?.description.contains("it says that its picture is") == true)
        }
        var wrongKind = Self.png(1, 1)
        for (depth, kind) in [(8, 1), (8, 5), (8, 7), (16, 3), (4, 2), (3, 0), (0, 0)] {
            (wrongKind[24], wrongKind[25]) = (UInt8(depth), UInt8(kind))
            let sum = UInt32(CRC32.checksum(wrongKind[12..<29]))
            wrongKind.replaceSubrange(29..<33, with: sum.bigEndianBytes)
            #expect(
                throws: ImagingError.badPNG(
                    "it says that its samples are of a kind that there is not")
            ) { try PictureHeader(of: wrongKind) }
        }
        var changed = Self.png(1, 1)
        changed[19] = 9
        #expect(throws: ImagingError.badPNG("the checksum of the chunk IHDR at byte 8 is wrong")) {
            try PictureHeader(of: changed)
        }
        var rare = Self.jpeg(1, 1)
        rare[3] = 0xC3
        let error = #expect(throws: ImagingError.self) { try PictureHeader(of: rare) }
        #expect(
            error?.description
                == "The JPEG is of a rare kind (lossless, of levels, or of 12 bits), which is not "
                + "read; save it as a still picture in RGB.")
    }

    @Test func `texts beyond the limits are refused, packed bombs pass unpacked`() throws {
        let packed = [UInt8](try Fixtures.data("zeros.zlib"))
        let bomb = PNGChunks.encoded("zTXt", Array("parameters\0\0".utf8) + packed)
        let bombs = Self.png(8, 8, chunks: Array([[UInt8]](repeating: bomb, count: 100).joined()))
        #expect(try PictureHeader(of: bombs).width == 8)
        let text = PNGChunks.encoded("tEXt", Array("a\0b".utf8))
        for (count, isRead) in [(1000, true), (1001, false)] {
            let texts = [[UInt8]](repeating: text, count: count)
            let file = Self.png(8, 8, chunks: Array(texts.joined()))
            if isRead {
                #expect(try PictureHeader(of: file).width == 8)
            } else {
                #expect(throws: ImagingError.tooMuchText(.png, count: 1000, bytes: 1 << 24)) {
                    try PictureHeader(of: file)
                }
            }
        }
        var limits = PictureHeader.Limits()
        limits.textBytes = packed.count
        for name in ["tEXt", "zTXt", "iTXt"] {
            let chunk = PNGChunks.encoded(name, Array("a\0\0".utf8) + packed)
            let error = #expect(throws: ImagingError.self) {
                try PictureHeader(of: Self.png(8, 8, chunks: chunk), limits: limits)
            }
            #expect(error?.description.hasPrefix("The PNG has too much text; at most 1000") == true)
        }
    }

    /// 32 MiB or more of some bytes again and again.
    private static func many(_ bytes: [UInt8]) -> [UInt8] {
        var many = bytes
        while many.count < 1 << 25 { many += many }
        return many
    }

    @Test(.timeLimit(.minutes(5)))
    func `files of nothing but small parts are refused before much time is spent`() throws {
        let chunks = Self.many(PNGChunks.encoded("aaAa", []))
        #expect(throws: ImagingError.self) { try PictureHeader(of: Self.png(8, 8, chunks: chunks)) }
        for filling: [UInt8] in [[0xFF], [0], [0xFF, 0x01], [0xFF, 0xD0], [0xFF, 0xFE, 0, 2]] {
            let file = [0xFF, 0xD8, 0xFF] + Self.many(filling) + Self.jpeg(1, 1).dropFirst(2)
            #expect(throws: ImagingError.self) { try PictureHeader(of: file) }
        }
        let few = Self.jpeg(5, 4, before: [0xFF, 0xFF, 0xFF, 0xE0, 0, 3, 0, 9, 9, 9])
        #expect(try PictureHeader(of: few).width == 5)
    }

    @Test func `a WebP whose picture lies bare, without a chunk, is read by nobody`() throws {
        let picture = try Image8.noise(width: 8, height: 8, channels: 3)
        for lossless in [true, false] {
            let file = try ImageEncoding.webp(quality: 80, lossless: lossless)
                .encode(picture, infotext: nil)
            let size = UInt32(file.count - 16).littleEndianBytes
            let bare = Array(file[..<4] + size + file[8..<12] + file[20...])
            let error = ImagingError.damaged(
                .webP, "it begins with a chunk that no picture begins with")
            #expect(throws: error) { try PictureHeader(of: bare) }
            #expect(throws: error) { try ImageFile.decode(bare) }
        }
    }

    @Test func `a file cut off anywhere has the same header or none`() throws {
        for (_, file) in try PillowImages.all().files where file.count < 1200 {
            let whole = try? PictureHeader(of: file)
            for count in 0..<file.count {
                let part = try? PictureHeader(of: Array(file[..<count]))
                #expect(part == nil || part == whole)
                if ImageFormat(of: file) == .png { #expect(part == nil) }
            }
        }
    }

    @Test func `100,000 damaged files are accepted or refused, and accepted if they can be read`()
        throws
    {
        var generator = SplitMix(state: 23)
        let files = try PillowImages.all().files.map(\.bytes).filter { $0.count < 4000 }
        var (accepted, refused, read) = (0, 0, 0)
        for turn in 0..<100_000 {
            let file = Self.damaged(files[turn % files.count], &generator)
            let header: PictureHeader?
            do throws(ImagingError) {
                header = try PictureHeader(of: file)
                accepted += 1
            } catch {
                header = nil
                refused += 1
                #expect(error.description.hasSuffix("."))
            }
            guard turn % 10 == 0, let image = try? ImageFile.decode(file, limit: 1 << 16) else {
                continue
            }
            read += 1
            let sides = header.map { Set([$0.width, $0.height]) }
            #expect(sides == Set([image.width, image.height]))
        }
        #expect(accepted > 20_000 && refused > 10_000 && read > 1000)
    }

    /// A file with one to three bytes of its first hundred changed, added or taken away.
    private static func damaged(_ file: [UInt8], _ generator: inout SplitMix) -> [UInt8] {
        var file = file
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0..<min(file.count, 100), using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: file[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            case 1: file.insert(.random(in: 0...255, using: &generator), at: place)
            case 2: file.removeSubrange(place..<min(file.count, place + 3))
            default: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
        return file
    }
}
