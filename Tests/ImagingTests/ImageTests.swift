import Testing

@testable import Imaging

struct ImageTests {
    @Test func `floats are cut off and brought to 8 bits, below or to the nearest`() throws {
        let values: [Float] = [
            -1, 0, 0.5, 0.999, 1, 2, .nan, .infinity, -.infinity, 254.5 / 255, 0.6 / 255, 1e-9,
        ]
        let image = try FloatImage(width: 4, height: 1, pixels: values)
        let truncated = Image8(image).pixels
        #expect(
            truncated.plane(0) + truncated.plane(1) + truncated.plane(2)
                == [0, 0, 127, 254, 255, 255, 0, 255, 0, 254, 0, 0])
        let rounded = Image8(image, .rounding).pixels
        #expect(
            rounded.plane(0) + rounded.plane(1) + rounded.plane(2)
                == [0, 0, 128, 255, 255, 255, 0, 255, 0, 254, 1, 0])
    }

    @Test func `every 8-bit value survives the way through float`() throws {
        let pixels = (0..<768).map { UInt8($0 % 256) }
        let image = try Image8(width: 16, height: 16, channels: 3, pixels: pixels)
        #expect(Image8(FloatImage(image), .rounding) == image)
        #expect(Image8(FloatImage(image), .truncating) == image)
    }

    @Test func `grey becomes three planes and opacity is left out`() throws {
        let grey = try FloatImage(Image8(width: 2, height: 1, channels: 1, pixels: [0, 51]))
        #expect(grey.pixels == [0, 0.2, 0, 0.2, 0, 0.2])
        let clear = try FloatImage(
            Image8(width: 1, height: 1, channels: 4, pixels: [51, 0, 255, 9]))
        #expect(clear.pixels == [0.2, 0, 1])
    }

    @Test func `samples that do not fit the size are refused`() {
        #expect(throws: ImagingError.badCount(got: 2, expected: 3)) {
            try FloatImage(width: 1, height: 1, pixels: [0, 0])
        }
        #expect(throws: ImagingError.badCount(got: 3, expected: 4)) {
            try Image8(width: 2, height: 2, channels: 1, pixels: [0, 0, 0])
        }
        #expect(throws: ImagingError.badChannels(2)) {
            try Image8(width: 1, height: 1, channels: 2, pixels: [0, 0])
        }
        #expect(throws: ImagingError.badSize(width: .max, height: .max)) {
            try FloatImage(width: .max, height: .max, pixels: [])
        }
    }
}

extension [UInt8] {
    /// One channel of three.
    fileprivate func plane(_ channel: Int) -> [UInt8] {
        stride(from: channel, to: count, by: 3).map { self[$0] }
    }
}
