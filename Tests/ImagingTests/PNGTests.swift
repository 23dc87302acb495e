import Foundation
import Testing

@testable import Imaging

struct PNGTests {
    @Test(arguments: [1, 3, 4], [(1, 1), (7, 5), (64, 33)])
    func `a picture comes back from its file as it was`(
        channels: Int, size: (width: Int, height: Int)
    ) throws {
        let image = try Image8.noise(width: size.width, height: size.height, channels: channels)
        #expect(try PNG.decode(PNG.encode(image)) == image)
    }

    @Test(arguments: try PillowPNG.all())
    func `Pillow's files are read as Pillow reads them`(_ golden: PillowPNG) throws {
        let image = try PNG.decode(Array(golden.file))
        #expect((image.width, image.height, image.channels) == (7, 5, golden.channels))
        #expect(image.pixels == Array(golden.pixels))
        let texts = try PNG.texts(in: Array(golden.file))
        #expect(texts.map { [$0.keyword, $0.text] } == golden.texts)
    }

    @Test func `a picture of the web UI gives its infotext`() throws {
        let file = try Array(Fixtures.data("forge.png"))
        let image = try PNG.decode(file)
        #expect((image.width, image.height, image.channels) == (128, 128, 3))
        #expect(
            try PNG.infotext(in: file) == """
                a (red:1.3) house by the sea
                Negative prompt: blurry, low quality
                Steps: 8, Sampler: Euler, Schedule type: Automatic, CFG scale: 7.0, Seed: 1234, \
                Size: 128x128, Model hash: 91c3721715, Model: real-sd15, RNG: CPU, \
                Version: f2.0.1v1.10.1-1.10.1
                """)
    }

    @Test(arguments: ["", "plain", "a café\nSteps: 1", "猫 🐈\nSteps: 1", "\u{0}", "\u{FF}\u{100}"])
    func `a text comes back from a file as it was`(_ text: String) throws {
        let image = try Image8.noise(width: 3, height: 2, channels: 3)
        let texts = [PNG.Text("Software", "x"), .infotext(text)]
        let file = try PNG.encode(image, texts: texts)
        #expect(try PNG.decode(file) == image)
        let kept = text == "\u{0}" ? "\u{FFFD}" : text
        #expect(try PNG.texts(in: file) == [texts[0], .infotext(kept)])
        #expect(try PNG.infotext(in: file) == kept)
    }

    @Test(arguments: [("é", "tEXt"), ("Ā", "iTXt")])
    func `a text is Latin-1 where that has its characters`(_ text: String, chunk: String) throws {
        let image = try Image8.noise(width: 1, height: 1, channels: 1)
        let chunks = try PNGChunks(PNG.encode(image, texts: [.infotext(text)]))
        #expect(chunks.list.map(\.name).prefix(2) == ["IHDR", chunk])
    }

    @Test(arguments: ["", " a", "a ", "a\nb", "猫", "\u{A0}x", String(repeating: "k", count: 80)])
    func `a keyword that PNG has no place for is refused`(_ keyword: String) throws {
        let image = try Image8.noise(width: 1, height: 1, channels: 1)
        #expect(throws: ImagingError.badKeyword(keyword)) {
            try PNG.encode(image, texts: [PNG.Text(keyword, "text")])
        }
    }

    @Test func `a picture beyond the limit is refused before it is unpacked`() throws {
        let file = try PNG.encode(.noise(width: 20, height: 10, channels: 3))
        #expect(try PNG.decode(file, limit: 200).width == 20)
        #expect(throws: ImagingError.tooLarge(width: 20, height: 10, limit: 199)) {
            try PNG.decode(file, limit: 199)
        }
    }
}
