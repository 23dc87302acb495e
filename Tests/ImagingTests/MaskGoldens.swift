import Foundation
import Testing

@testable import Imaging

/// What Pillow, OpenCV and numpy make of pictures and masks (tools/goldens/masks.py).
struct MaskGoldens: Decodable {
    let resizings: [Resizing]
    let blurs: [Blur]
    let fills: [Fill]
    let opacities: Opacities
    let regions: [[Int]]
    let canvases: [Canvas]

    static func all() throws -> MaskGoldens { try Fixtures.json("masks.json") }

    struct Resizing: Decodable, Sendable, CustomTestStringConvertible {
        let mode: Int
        let width: Int
        let height: Int
        let toWidth: Int
        let toHeight: Int
        let result: Data

        var testDescription: String { "mode \(mode), \(width)x\(height) to \(toWidth)x\(toHeight)" }
    }

    struct Blur: Decodable, Sendable, CustomTestStringConvertible {
        let width: Int
        let height: Int
        let x: Int
        let y: Int
        let result: Data

        var testDescription: String { "\(width)x\(height) by \(x) and \(y)" }
    }

    struct Fill: Decodable, Sendable, CustomTestStringConvertible {
        let width: Int
        let height: Int
        let box: [Int]
        let blur: Int
        let result: Data

        var testDescription: String { "\(width)x\(height) around \(box), blurred by \(blur)" }
    }

    struct Opacities: Decodable {
        let flat: [Flat]
        let masks: [Mask]
        let grey: Data

        struct Flat: Decodable {
            let background: [UInt8]
            let result: Data
        }

        struct Mask: Decodable {
            let isRounded: Bool
            let result: Data
        }
    }

    struct Canvas: Decodable, Sendable, CustomTestStringConvertible {
        let width: Int
        let height: Int
        let box: [Int]
        let toWidth: Int
        let toHeight: Int
        let mode: Int
        let content: Int
        let isOnlyMasked: Bool
        let isInverted: Bool
        let isRounded: Bool
        let blur: [Int]
        let padding: Int
        let initial: Data
        let mask: Data
        let latents: Data
        let cells: Data
        let hidden: Data
        let composed: Data

        var testDescription: String {
            "\(width)x\(height) to \(toWidth)x\(toHeight), \(isOnlyMasked ? "part" : "whole"), "
                + "mode \(mode), content \(content)"
        }
    }
}

extension MaskGoldens.Canvas {
    func canvas() throws -> Img2ImgCanvas {
        var settings = Img2ImgCanvas.Settings()
        settings.resizeMode = try #require(ResizeMode(rawValue: mode))
        settings.mask.content = try #require(MaskedContent(rawValue: content))
        settings.mask.isOnlyMasked = isOnlyMasked
        settings.mask.isInverted = isInverted
        settings.mask.isRounded = isRounded
        (settings.mask.blurX, settings.mask.blurY) = (blur[0], blur[1])
        settings.mask.padding = padding
        return try Img2ImgCanvas(
            .slope(width: width, height: height, seed: 1),
            mask: .ellipse(width: width, height: height, box: box), settings: settings,
            width: toWidth, height: toHeight)
    }
}

/// How many samples differ, all of them if there are more of one than of the other.
func unequal(_ pixels: [UInt8], _ expected: Data) -> Int {
    guard pixels.count == expected.count else { return max(pixels.count, expected.count) }
    return zip(pixels, expected).count { $0 != $1 }
}

// MARK: - Inputs

extension Image8 {
    /// Each sample a hash of its place, every third one rounded to black or white.
    static func hashed(width: Int, height: Int, channels: Int, seed: UInt32) throws -> Image8 {
        let pixels = (0..<UInt32(width * height * channels)).map { place in
            let value = UInt8((place &* 2_654_435_761 &+ seed &* 40503) >> 15 & 255)
            return place % 3 == 0 ? (value > 127 ? 255 : 0) : value
        }
        return try Image8(width: width, height: height, channels: channels, pixels: pixels)
    }

    /// A smooth colour picture.
    static func slope(width: Int, height: Int, seed: Int) throws -> Image8 {
        let pixels = (0..<3 * width * height).map { place in
            let (x, y, channel) = (place / 3 % width, place / 3 / width, place % 3)
            return UInt8((x * (3 + channel) + y * (5 - channel) + seed * 17) / 2 % 256)
        }
        return try Image8(width: width, height: height, channels: 3, pixels: pixels)
    }

    /// A grey mask, white in the ellipse that fills a box of left, top, right and bottom.
    static func ellipse(width: Int, height: Int, box: [Int]) throws -> Image8 {
        let (across, down) = (box[2] - box[0], box[3] - box[1])
        let pixels: [UInt8] = (0..<width * height).map { place in
            let x = 2 * (place % width) + 1 - box[0] - box[2]
            let y = 2 * (place / width) + 1 - box[1] - box[3]
            return x * x * down * down + y * y * across * across <= across * across * down * down
                ? 255 : 0
        }
        return try Image8(width: width, height: height, channels: 1, pixels: pixels)
    }

    /// A picture of one value.
    static func plain(_ value: UInt8, width: Int, height: Int, channels: Int = 1) throws -> Image8 {
        try Image8(
            width: width, height: height, channels: channels,
            pixels: [UInt8](repeating: value, count: width * height * channels))
    }
}
