import Foundation
import Testing

@testable import Imaging

struct ImageMetadataTests {
    @Test func `the text is found wherever programs put it`() throws {
        let cases = try PillowImages.all().texts
        #expect(cases.count == 33)
        for golden in cases {
            let file = Array(golden.file)
            let text =
                golden.name.hasPrefix("stealth")
                ? StealthText.text(in: try ImageFile.decode(file))
                : try ImageMetadata(of: file).infotext
            #expect(text == golden.text, "\(golden.name)")
        }
    }

    @Test func `the size is known without unpacking`() throws {
        for golden in try PillowImages.all().files where !golden.name.hasPrefix("stealth") {
            let metadata = try ImageMetadata(of: golden.bytes)
            #expect((metadata.width, metadata.height) == (23, 14), "\(golden.name)")
        }
    }

    @Test func `a PNG's parameters come before a comment`() throws {
        let file = try PNG.encode(
            .noise(width: 2, height: 2, channels: 3),
            texts: [PNG.Text("Software", "NovelAI"), .infotext("a"), PNG.Text("parameters", "b")])
        let metadata = try ImageMetadata(of: file)
        #expect(metadata.infotext == "a")
        #expect(metadata.text("Software") == "NovelAI")
        #expect(metadata.text("software") == nil)
        #expect(metadata.texts.count == 3)
    }

    @Test func `a comment of a JPEG is no infotext`() throws {
        let comment = "made by hand"
        let segment: [UInt8] = [0xFF, 0xFE, 0, UInt8(comment.utf8.count + 2)] + comment.utf8
        let metadata = try ImageMetadata(of: [0xFF, 0xD8] + segment + [0xFF, 0xD9])
        #expect(metadata.infotext == nil)
        #expect(metadata.text("comment") == comment)
    }

    @Test func `a picture without a text has none, in its bits neither`() throws {
        let image = try Image8.noise(width: 64, height: 64, channels: 4)
        #expect(StealthText.text(in: image) == nil)
        #expect(StealthText.text(in: try .noise(width: 1, height: 1, channels: 1)) == nil)
        #expect(try ImageMetadata(of: PNG.encode(image)).infotext == nil)
    }

    @Test func `what is no picture is refused, and so is a damaged PNG`() throws {
        #expect(throws: ImagingError.unknownFormat(nil)) { try ImageMetadata(of: []) }
        #expect(throws: ImagingError.unknownFormat(nil)) {
            try ImageMetadata(of: Array("a text".utf8))
        }
        let file = try PNG.encode(.noise(width: 2, height: 2, channels: 3)).dropLast(5)
        #expect(throws: ImagingError.self) { try ImageMetadata(of: Array(file)) }
    }
}
