import Foundation
import Testing

@testable import Imaging

/// What Pillow makes of a picture's upscaling (tools/goldens/upscaling.py).
struct PillowUpscale: Decodable, Sendable, CustomTestStringConvertible {
    let input: [Int]
    let upscalers: [String]
    let share: Double
    let factor: Double?
    let size: [Int]?
    let crops: Bool?
    let width: Int
    let height: Int
    let pixels: Data

    var testDescription: String {
        "\(input) by \(factor.map { "\($0)" } ?? "\(size ?? [])") with \(upscalers)"
    }

    var upscale: PictureUpscale {
        let target: PictureUpscale.Target =
            if let size {
                .size(width: size[0], height: size[1], crops: crops ?? false)
            } else {
                .factor(factor ?? 0)
            }
        return PictureUpscale(
            target, with: upscalers[0], and: upscalers.count > 1 ? upscalers[1] : "None",
            secondShare: upscalers.count > 1 ? share : 0)
    }

    static func all() throws -> [PillowUpscale] { try Fixtures.json("upscaling.json") }
}

struct PictureUpscaleTests {
    private static func facts(_ upscale: PictureUpscale, of picture: Image8) throws -> [String] {
        try upscale(picture).facts.map { "\($0.name): \($0.value)" }
    }

    @Test(arguments: try PillowUpscale.all())
    func `pictures are upscaled as Pillow does it`(_ golden: PillowUpscale) throws {
        let (width, height) = (golden.input[0], golden.input[1])
        let picture = try Image8.hashed(
            width: width, height: height, channels: golden.input[2], seed: 1)
        let result = try golden.upscale(picture).picture
        #expect((result.width, result.height) == (golden.width, golden.height))
        #expect(result.channels == (golden.input[2] == 4 ? 4 : 3))
        #expect(zip(result.pixels, golden.pixels).count { $0 != $1 } == 0)
        #expect(result.pixels.count == golden.pixels.count)
        #expect(
            try golden.upscale.size(width: width, height: height) == (golden.width, golden.height))
    }

    @Test func `what was done is told in the web UI's words`() throws {
        let picture = try Image8.noise(width: 16, height: 8, channels: 3)
        #expect(
            try Self.facts(PictureUpscale(.factor(2), with: "Lanczos"), of: picture) == [
                "Postprocess upscale by: 2.0", "Postprocess upscaler: Lanczos",
            ])
        let both = PictureUpscale(
            .size(width: 24, height: 24, crops: true), with: "Nearest", and: "Lanczos",
            secondShare: 0.25)
        #expect(
            try Self.facts(both, of: picture) == [
                "Postprocess upscale to: 24x24", "Postprocess crop to: 24x24",
                "Postprocess upscaler: Nearest", "Postprocess upscaler 2: Lanczos",
            ])
        let whole = PictureUpscale(
            .size(width: 24, height: 24, crops: false), with: "Nearest", and: "Lanczos")
        #expect(
            try Self.facts(whole, of: picture) == [
                "Postprocess upscale to: 24x24", "Postprocess upscaler: Nearest",
            ])
    }

    @Test func `without an upscaler a picture stays as it is, however large it is`() throws {
        let picture = try Image8.noise(width: 17, height: 9, channels: 4)
        let upscale = PictureUpscale(.factor(1e9), with: "None", and: "Lanczos", secondShare: 1)
        #expect(try upscale(picture) == .init(picture: picture, facts: []))
        #expect(try upscale.size(width: 17, height: 9) == (17, 9))
    }

    @Test func `a size that is no multiple of eight is filled to its edges`() throws {
        let white = try Image8(
            width: 333, height: 301, channels: 3,
            pixels: [UInt8](repeating: 255, count: 333 * 301 * 3))
        for (width, height) in [(500, 500), (512, 512), (501, 333), (7, 3)] {
            let upscale = PictureUpscale(
                .size(width: width, height: height, crops: true), with: "Lanczos")
            let result = try upscale(white).picture
            #expect((result.width, result.height) == (width, height))
            #expect(result.pixels.allSatisfy { $0 == 255 }, "\(width)x\(height)")
        }
    }

    @Test func `a network is run until the picture is large enough, three times at most`() throws {
        final class Count: @unchecked Sendable { var runs = 0 }
        for (factor, scale, runs) in [(2, 2.0, 1), (2, 4.0, 2), (2, 8.0, 3), (2, 32.0, 3)]
            + [(4, 2.0, 1), (1, 2.0, 1), (2, 1.0, 1), (2, 0.5, 0)]
        {
            let count = Count()
            let network = PictureUpscaler(name: "net") { picture, _ in
                count.runs += 1
                return try picture.nearest(
                    width: picture.width * factor, height: picture.height * factor)
            }
            let picture = try Image8.noise(width: 16, height: 16, channels: 3)
            let result = try PictureUpscale(.factor(scale), with: "net")(picture) { name in
                name == "net" ? network : nil
            }.picture
            #expect(count.runs == runs, "\(factor) \(scale)")
            let side = Int(16 * scale)
            #expect((result.width, result.height) == (side, side))
        }
    }

    @Test func `upscalers that return other channels than they were given are taken as they are`()
        throws
    {
        let picture = try Image8.noise(width: 16, height: 8, channels: 4)
        for channels in [1, 3, 4] {
            let other = PictureUpscaler(name: "other") { _, _ in
                try .noise(width: 32, height: 16, channels: channels)
            }
            for (one, two) in [("other", "Lanczos"), ("Lanczos", "other")] {
                let upscale = PictureUpscale(.factor(2), with: one, and: two, secondShare: 0.5)
                let result = try upscale(picture) { name in
                    name == "other" ? other : PictureUpscale.withoutModel(name)
                }.picture
                #expect(result.channels == (one == "Lanczos" || channels == 4 ? 4 : 3))
                #expect((result.width, result.height) == (32, 16))
            }
        }
    }

    @Test func `what cannot be is refused in a sentence before anything runs`() throws {
        let picture = try Image8.noise(width: 16, height: 8, channels: 3)
        func error(
            _ target: PictureUpscale.Target, with name: String = "Lanczos",
            and second: String = "None",
            share: Double = 0
        ) -> ImagingError? {
            #expect(throws: ImagingError.self) {
                try PictureUpscale(target, with: name, and: second, secondShare: share)(picture)
            }
        }
        for factor: Double in [0, -1, -.infinity, .infinity] {
            #expect(error(.factor(factor)) == .badUpscale(.factor(factor)))
        }
        #expect(error(.factor(.nan))?.description.hasSuffix("a number above 0 is needed.") == true)
        for share: Double in [-0.1, 1.1, .infinity] {
            #expect(error(.factor(2), share: share) == .badUpscale(.share(share)))
        }
        #expect(error(.factor(2), with: "SwinIR 4x") == .badUpscale(.unknownUpscaler("SwinIR 4x")))
        #expect(error(.factor(2), and: "lanczos") == .badUpscale(.unknownUpscaler("lanczos")))
        #expect(error(.factor(0.5)) == .badSize(width: 8, height: 0))
        #expect(error(.factor(1e300)) == .badUpscale(.tooLarge(width: 1.6e301, height: 8e300)))
        #expect(
            error(.factor(1025))?.description
                == "A picture of 16400x8200 pixels would be too large; sides of 16384 and 67108864 "
                + "pixels in all are possible.")
        for (width, height) in [(0, 8), (8, -1), (Int.min, Int.max)] {
            let size = PictureUpscale.Target.size(width: width, height: height, crops: true)
            #expect(error(size) == .badSize(width: width, height: height))
        }
        #expect(
            error(.size(width: Int.max, height: 8, crops: true))
                == .badUpscale(.tooLarge(width: Double(Int.max), height: 8)))
        #expect(
            error(.size(width: 8, height: 16_384, crops: true))
                == .badUpscale(.tooLarge(width: 32768, height: 16384)))
    }

    @Test func `the largest result is the limit's`() throws {
        let upscale = PictureUpscale(.factor(8), with: "Lanczos")
        #expect(try upscale.size(width: 1024, height: 1024) == (8192, 8192))
        #expect(throws: ImagingError.badUpscale(.tooLarge(width: 8192, height: 8200))) {
            try upscale.size(width: 1024, height: 1025)
        }
        #expect(try upscale.size(width: 2048, height: 512) == (16384, 4096))
        #expect(throws: ImagingError.badUpscale(.tooLarge(width: 16392, height: 8))) {
            try upscale.size(width: 2049, height: 1)
        }
        #expect(throws: ImagingError.badSize(width: 0, height: 1)) {
            try upscale.size(width: 0, height: 1)
        }
    }

    @Test func `an upscaling and an encoding are kept in JSON under names that stay`() throws {
        let sized = PictureUpscale(
            .size(width: 24, height: 16, crops: true), with: "Nearest", and: "Lanczos",
            secondShare: 0.25)
        let kept = """
            {"second":"Lanczos","secondShare":0.25,"target":{"size":{"crops":true,"height":16,"width":24}},\
            "upscaler":"Nearest"}
            """
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(sized), as: UTF8.self) == kept)
        let decoder = JSONDecoder()
        #expect(try decoder.decode(PictureUpscale.self, from: Data(kept.utf8)) == sized)
        let factor = PictureUpscale(.factor(1.5), with: "None")
        #expect(
            try decoder.decode(PictureUpscale.self, from: encoder.encode(factor)) == factor)
        let encodings: [(ImageEncoding, String)] = [
            (.png, #"{"png":{}}"#), (.jpeg(quality: 80), #"{"jpeg":{"quality":80}}"#),
            (.webp(quality: 7, lossless: true), #"{"webp":{"lossless":true,"quality":7}}"#),
        ]
        for (encoding, text) in encodings {
            #expect(String(decoding: try encoder.encode(encoding), as: UTF8.self) == text)
            #expect(try decoder.decode(ImageEncoding.self, from: Data(text.utf8)) == encoding)
        }
    }
}
