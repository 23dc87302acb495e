import Foundation
import Imaging
import Testing

@Suite struct TextToImageTests {
    /// What `--json` prints of an image.
    private struct Line: Decodable {
        let path: String
        let seed: Int
        let width: Int
        let height: Int
        let beforeHires: Bool
        let infotext: String
        let seconds: [String: Double]
    }

    @Test func `two passes of two architectures write their pictures and say where`() throws {
        let scratch = try Program.Scratch()
        let outcome = try Program.run(
            Program.job(
                output: scratch.path, "--hr-checkpoint", "demo-sdxl", "--save-before-hires"))
        #expect(outcome.status == 0)
        #expect(outcome.complaint == "")
        #expect(try scratch.files == ["00000-5-before-highres-fix.png", "00000-5.png"])
        #expect(
            outcome.lines.map(String.init) == (try scratch.files.map { "\(scratch.path)/\($0)" }))
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/00000-5.png"))
        let picture = try PNG.decode([UInt8](file))
        #expect((picture.width, picture.height, picture.channels) == (128, 128, 3))
        let infotext = try #require(try PNG.infotext(in: [UInt8](file)))
        #expect(
            infotext.hasPrefix("a red circle on the left, blue background\nSteps: 2, Sampler: "))
        #expect(infotext.contains(", Size: 64x64, Model hash: "))
        #expect(
            infotext.contains(", Denoising strength: 0.7, RNG: NV, Hires checkpoint: demo-sdxl"))
        #expect(infotext.contains(", Hires upscale: 2.0, Hires upscaler: Lanczos, Version: kiln-"))
    }

    @Test func `numbers go on where a folder's images end`() throws {
        let scratch = try Program.Scratch()
        for _ in 0..<2 {
            let outcome = try Program.run(Program.job(output: scratch.path, "--n-iter", "2"))
            #expect(outcome.status == 0)
        }
        #expect(
            try scratch.files == ["00000-5.png", "00001-6.png", "00002-5.png", "00003-6.png"])
    }

    @Test func `json gives an object per image with what the file says`() throws {
        let scratch = try Program.Scratch()
        let outcome = try Program.run(
            Program.job(output: scratch.path, "--json", "--batch-size", "2", "--hires"))
        let lines = try outcome.lines.map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.map(\.seed) == [5, 6])
        #expect(lines.map(\.width) == [128, 128])
        #expect(lines.map(\.height) == [128, 128])
        for line in lines {
            let file = try [UInt8](Data(contentsOf: URL(fileURLWithPath: line.path)))
            #expect(try PNG.infotext(in: file) == line.infotext)
            #expect(!line.beforeHires)
            #expect(
                line.seconds.keys.sorted() == ["decode", "first pass", "hires pass", "hop", "text"])
            #expect(line.seconds.values.allSatisfy { $0 > 0 })
        }
    }

    @Test func `the same request gives the same bytes`() throws {
        let pictures = try (0..<2).map { _ in
            let scratch = try Program.Scratch()
            _ = try Program.run(
                Program.job(output: scratch.path, "--sampler", "Euler a", "--rng", "cpu"))
            return try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/00000-5.png"))
        }
        #expect(pictures[0] == pictures[1])
    }

    @Test func `ctrl-C keeps finished images and exits with 130`() throws {
        let scratch = try Program.Scratch()
        let (process, output, complaint) = try Program.start(
            Program.job(output: scratch.path, "--n-iter", "10000"))
        // The first line says that an image is on disk.
        let first = output.fileHandleForReading.availableData
        process.interrupt()
        _ = try output.fileHandleForReading.readToEnd()
        let sentence = try complaint.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(process.terminationReason == .exit)
        #expect(
            String(decoding: sentence, as: UTF8.self)
                == "kiln: interrupted; finished images were kept.\n")
        let path = String(decoding: first, as: UTF8.self).split(separator: "\n")[0]
        let file = try Data(contentsOf: URL(fileURLWithPath: String(path)))
        #expect(try PNG.decode([UInt8](file)).width == 64)
        #expect(try scratch.files.allSatisfy { $0.hasSuffix(".png") })
    }

    @Test func `a contact sheet lays pictures out with what their infotexts say`() throws {
        let scratch = try Program.Scratch()
        _ = try Program.run(Program.job(output: scratch.path, "--n-iter", "3"))
        let outcome = try Program.run(
            ["contact-sheet", scratch.path, "--label", "seed", "--columns", "2"])
        #expect(outcome.output == "\(scratch.path)/contact-sheet.png\n")
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/contact-sheet.png"))
        let sheet = try PNG.decode([UInt8](file))
        #expect((2 * 64..<3 * 64).contains(sheet.width))
        #expect((2 * 64..<4 * 64).contains(sheet.height))
    }

    @Test func `a contact sheet lays each first pass beside its result`() throws {
        let scratch = try Program.Scratch()
        _ = try Program.run(
            Program.job(
                output: scratch.path, "--hr-checkpoint", "demo-sdxl", "--save-before-hires",
                "--prompt", "a second prompt"))
        let outcome = try Program.run(["contact-sheet", scratch.path])
        #expect(outcome.output == "\(scratch.path)/contact-sheet.png\n")
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/contact-sheet.png"))
        let sheet = try PNG.decode([UInt8](file))
        #expect(sheet.width >= 2 * 128)
        #expect(sheet.height >= 2 * 128)
    }
}
