import Foundation
import Testing

@testable import Imaging

/// What Pillow makes of a picture.
struct PillowResize: Decodable, Sendable, CustomTestStringConvertible {
    let width: Int
    let height: Int
    let toWidth: Int
    let toHeight: Int
    let image: Data?
    let lanczos: Data
    let nearest: Data?

    var testDescription: String { "\(width)x\(height) to \(toWidth)x\(toHeight)" }

    struct All: Decodable {
        let floats: [PillowResize]
        let bytes: [PillowResize]
    }

    static func all() throws -> All { try Fixtures.json("lanczos.json") }

    /// The float input: a hash of each sample's place.
    func input() throws -> FloatImage {
        try FloatImage(
            width: width, height: height,
            pixels: (0..<UInt32(3 * width * height)).map {
                Float(($0 &* 2_654_435_761 &+ 12345) >> 8) / 0x1p24
            })
    }
}

struct ResamplingTests {
    @Test(arguments: try PillowResize.all().floats)
    func `Lanczos in float is Pillow's`(_ golden: PillowResize) throws {
        let result = try Resampling.lanczos(
            golden.input(), width: golden.toWidth, height: golden.toHeight)
        #expect((result.width, result.height) == (golden.toWidth, golden.toHeight))
        let expected = golden.lanczos.floats
        #expect(result.pixels.count == expected.count)
        for (value, wanted) in zip(result.pixels, expected) { #expect(abs(value - wanted) <= 1e-5) }
    }

    @Test(arguments: try PillowResize.all().bytes)
    func `Lanczos in 8 bits is within one level of Pillow's`(_ golden: PillowResize) throws {
        let input = try Image8(
            width: golden.width, height: golden.height, channels: 3,
            pixels: Array(golden.image ?? Data()))
        let result = try Resampling.lanczos(
            FloatImage(input), width: golden.toWidth, height: golden.toHeight)
        let pixels = Image8(result, .rounding).pixels
        #expect(pixels.count == golden.lanczos.count)
        for (value, wanted) in zip(pixels, golden.lanczos) {
            #expect(abs(Int(value) - Int(wanted)) <= 1)
        }
    }

    @Test(arguments: try PillowResize.all().floats)
    func `the nearest pixels are Pillow's`(_ golden: PillowResize) throws {
        let result = try Resampling.nearest(
            golden.input(), width: golden.toWidth, height: golden.toHeight)
        let expected = try #require(golden.nearest).floats
        #expect(result.pixels.count == expected.count)
        #expect(zip(result.pixels, expected).count { $0 != $1 } == 0)
    }

    @Test func `the same size leaves a picture as it is`() throws {
        let image = try FloatImage(.noise(width: 9, height: 7, channels: 3))
        #expect(try Resampling.lanczos(image, width: 9, height: 7) == image)
        #expect(try Resampling.nearest(image, width: 9, height: 7) == image)
    }

    @Test(arguments: [(0, 5), (5, 0), (-1, 5), (Int.max, Int.max), (1 << 20, 1 << 20)])
    func `a size that no picture has is refused`(width: Int, height: Int) throws {
        let image = try FloatImage(.noise(width: 2, height: 2, channels: 3))
        #expect(throws: ImagingError.badSize(width: width, height: height)) {
            try Resampling.lanczos(image, width: width, height: height)
        }
        #expect(throws: ImagingError.badSize(width: width, height: height)) {
            try Resampling.nearest(image, width: width, height: height)
        }
    }
}
