import Foundation
import Imaging
import Testing

@Suite struct PictureInfoTests {
    private static let infotext =
        "a café\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, Seed: 1, Size: 64x32"
    private let scratch: Program.Scratch

    init() throws { scratch = try Program.Scratch() }

    /// A small picture with texts, under a name.
    private func picture(_ name: String, _ texts: PNG.Text...) throws -> String {
        let path = "\(scratch.path)/\(name)"
        let image = try Image8(width: 1, height: 1, channels: 1, pixels: [0])
        try AtomicFile.write(PNG.encode(image, texts: texts), to: path)
        return path
    }

    @Test func `a picture's infotext is printed as it is`() throws {
        let outcome = try Program.run(["png-info", picture("a.png", .infotext(Self.infotext))])
        #expect(outcome.status == 0)
        #expect(outcome.output == Self.infotext + "\n")
        #expect(outcome.complaint == "")
    }

    @Test func `several pictures are told apart, and one without a text is told and passed over`()
        throws
    {
        let first = try picture("a.png", .infotext("one"))
        let empty = try picture("b.png", PNG.Text("Software", "x"))
        let last = try picture("c.png", .infotext("two"))
        let outcome = try Program.run(["png-info", first, empty, last])
        #expect(outcome.status == 1)
        #expect(outcome.output == "\(first):\none\n\n\(last):\ntwo\n")
        #expect(
            outcome.complaint == "kiln: \(empty) has no generation data.\n"
                + "kiln: 1 of 3 files told nothing.\n")
    }

    @Test func `as JSON it is what the web UI answers`() throws {
        let path = try picture(
            "a.png", .infotext(Self.infotext), PNG.Text("Title", "t\u{9B}2J\u{1B}"))
        let outcome = try Program.run(["png-info", "--json", path])
        #expect(outcome.status == 0 && outcome.lines.count == 1)
        #expect(!outcome.output.unicodeScalars.contains { (0x7F...0x9F).contains($0.value) })
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let answer = try #require(object as? [String: Any])
        #expect(Set(answer.keys) == ["info", "items", "parameters"])
        #expect(answer["info"] as? String == Self.infotext)
        #expect(answer["items"] as? [String: String] == ["Title": "t\u{9B}2J\u{1B}"])
        let parameters = try #require(answer["parameters"] as? [String: Any])
        #expect(parameters["Prompt"] as? String == "a café")
        #expect(parameters["Size-1"] as? String == "64")
        #expect(parameters["Masked area padding"] as? Int == 32)
    }

    @Test func `control characters of a file stay off the terminal`() throws {
        let path = try picture("a.png", .infotext("a\u{1B}[2J\u{9B}b\rc\nd"))
        #expect(try Program.run(["png-info", path]).output == "a?[2J?b?c\nd\n")
    }

    @Test func `texts of NovelAI and texts in the lowest bits are found`() throws {
        let comment = #"{"steps": 28, "sampler": "k_euler", "seed": 5, "scale": 11, "uc": "bad"}"#
        let novelAI = try picture(
            "n.png", PNG.Text("Software", "NovelAI"), PNG.Text("Description", "a cat"),
            PNG.Text("Comment", comment))
        #expect(
            try Program.run(["png-info", novelAI]).output
                == "a cat\nNegative prompt: bad\nSteps: 28, Sampler: Euler, CFG scale: 11, Seed: 5, "
                + "Size: 1x1, Clip skip: 2, ENSD: 31337\n")
        let mark: [UInt8] = Array("stealth_pnginfo".utf8) + [0, 0, 0, 24] + Array("hid".utf8)
        var pixels = [UInt8](repeating: 255, count: 32 * 32 * 4)
        for place in 0..<8 * mark.count {
            let bit = mark[place / 8] >> (7 - place % 8) & 1
            pixels[(place % 32 * 32 + place / 32) * 4 + 3] = 254 | bit
        }
        let image = try Image8(width: 32, height: 32, channels: 4, pixels: pixels)
        try AtomicFile.write(PNG.encode(image), to: "\(scratch.path)/s.png")
        #expect(try Program.run(["png-info", "\(scratch.path)/s.png"]).output == "hid\n")
    }

    @Test func `what is no picture is a failure that names the file`() throws {
        let readme = Program.root.appendingPathComponent("README.md").path
        for (path, words) in [
            (readme, "\(readme): The file is no picture that can be read"),
            ("/no/such.png", "/no/such.png could not be read: No such file or directory."),
        ] {
            let outcome = try Program.run(["png-info", path])
            #expect(outcome.status == 1 && outcome.output == "")
            #expect(outcome.complaint.hasPrefix("kiln: \(words)"))
        }
        #expect(try Program.run(["png-info"]).status == 2)
    }
}
