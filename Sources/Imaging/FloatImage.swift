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
}
