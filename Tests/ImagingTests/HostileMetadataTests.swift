import Testing

@testable import Imaging

/// Files of nothing but small parts, which could make much work or fill much memory.
struct HostileMetadataTests {
    /// 16 MiB or more of some bytes again and again.
    private static func many(_ bytes: [UInt8]) -> [UInt8] {
        var many = bytes
        while many.count < 1 << 24 { many += many }
        return many
    }

    @Test func `comments of a JPEG or a GIF are kept up to a number`() throws {
        let jpeg = try ImageMetadata(of: [0xFF, 0xD8] + Self.many([0xFF, 0xFE, 0, 3, 0x61]))
        #expect(jpeg.texts == [PNG.Text](repeating: PNG.Text("comment", "a"), count: 1000))
        let head = Array("GIF89a".utf8) + [3, 0, 2, 0, 0, 0, 0]
        let gif = try ImageMetadata(of: head + Self.many([0x21, 0xFE, 1, 0x61, 0]))
        #expect(gif.texts == jpeg.texts)
        #expect((gif.width, gif.height) == (3, 2))
    }

    @Test(.timeLimit(.minutes(1)))
    func `parts beyond a number are not followed`() throws {
        let png = try PNG.encode(.noise(width: 2, height: 2, channels: 3))
        var flooded = png
        let chunks = Self.many(PNGChunks.encoded("aaAa", []))
        flooded.insert(contentsOf: chunks, at: PNGChunks.headerEnd)
        let error = ImagingError.badPNG("it has more than 100000 chunks")
        #expect(throws: error) { try PNG.decode(flooded) }
        #expect(throws: error) { try ImageMetadata(of: flooded) }
        let webP = Array("RIFF".utf8) + [0, 0, 0, 0] + "WEBP".utf8
        let avif = [0, 0, 0, 16] + Array("ftypavifavifavif".utf8).prefix(12)
        for file in [
            [0xFF, 0xD8] + Self.many([0xFF]), [0xFF, 0xD8, 0xFF] + Self.many([0]),
            [0xFF, 0xD8] + Self.many([0xFF, 0xD1]),
            webP + Self.many(Array("abcd".utf8) + [0, 0, 0, 0]),
            avif + Self.many([0, 0, 0, 8] + Array("free".utf8)),
            Array("GIF89a".utf8) + [3, 0, 2, 0, 0, 0, 0] + Self.many([0x21, 0xF9, 0]),
        ] {
            let metadata = try ImageMetadata(of: file)
            #expect(metadata.infotext == nil && metadata.texts.isEmpty)
        }
    }

    @Test func `EXIF data behind some superfluous bytes is found, as a decoder finds it`() throws {
        let picture = try Image8.noise(width: 8, height: 8, channels: 3)
        var file = try ImageEncoding.jpeg(quality: 90).encode(picture, infotext: "a text")
        file.insert(contentsOf: [0, 1, 2, 0xFF, 0xFF], at: 20)
        let metadata = try ImageMetadata(of: file)
        #expect(metadata.infotext == "a text")
        #expect(metadata.width == 8)
        #expect(try ImageFile.decode(file).width == 8)
    }
}
