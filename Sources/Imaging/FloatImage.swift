/// A colour picture in floating point: three planes (red, green, blue), each row by row from the top.
///
/// Values stand for brightness as on a screen, black at 0 and white at 1; arithmetic may carry them
/// beyond, and only the way to 8 bits cuts them off.
public struct FloatImage: Equatable, Sendable {
    /// Number of planes.
    public static let channels = 3
    /// Pixels to a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The planes after each other: shape `[3, height, width]`.
    public let pixels: [Float]

    /// A picture of given samples, `[3, height, width]`.
    public init(width: Int, height: Int, pixels: [Float]) throws(ImagingError) {
        let expected = try PixelCount.samples(width: width, height: height, channels: Self.channels)
        guard pixels.count == expected else {
            throw .badCount(got: pixels.count, expected: expected)
        }
        self.init(width: width, height: height, checked: pixels)
    }

    /// A picture whose samples are known to fit its size.
    init(width: Int, height: Int, checked pixels: [Float]) {
        (self.width, self.height, self.pixels) = (width, height, pixels)
    }

    /// The part of the picture that begins at (`x`, `y`).
    public func cropped(x: Int, y: Int, width: Int, height: Int) throws(ImagingError) -> FloatImage
    {
        guard x >= 0, y >= 0, width > 0, height > 0, x <= self.width, y <= self.height,
            width <= self.width - x, height <= self.height - y
        else {
            throw .badCrop(
                "\(width)x\(height) at (\(x), \(y))", width: self.width, height: self.height)
        }
        var part: [Float] = []
        part.reserveCapacity(Self.channels * width * height)
        for channel in 0..<Self.channels {
            for row in y..<y + height {
                let start = (channel * self.height + row) * self.width + x
                part += pixels[start..<start + width]
            }
        }
        return FloatImage(width: width, height: height, checked: part)
    }
}
