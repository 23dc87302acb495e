/// A picture of 8 bits per sample, row by row from the top, the channels of a pixel side by side.
public struct Image8: Hashable, Sendable {
    /// Pixels to a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1: grey; 3: red, green, blue; 4: with opacity (0 clear, 255 opaque; colours not multiplied).
    public let channels: Int
    /// The samples: shape `[height, width, channels]`.
    public let pixels: [UInt8]

    /// A picture of given samples, `[height, width, channels]`.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) throws(ImagingError) {
        guard [1, 3, 4].contains(channels) else { throw .badChannels(channels) }
        let expected = try PixelCount.samples(width: width, height: height, channels: channels)
        guard pixels.count == expected else {
            throw .badCount(got: pixels.count, expected: expected)
        }
        self.init(width: width, height: height, channels: channels, checked: pixels)
    }

    /// A picture whose samples are known to fit its size and channels.
    init(width: Int, height: Int, channels: Int, checked pixels: [UInt8]) {
        (self.width, self.height) = (width, height)
        (self.channels, self.pixels) = (channels, pixels)
    }
}

// MARK: - To and from floating point

extension Image8 {
    /// How a number between two 8-bit values becomes one of them.
    public enum Quantization: Sendable {
        /// The value below, as the web UI does with finished pictures.
        case truncating
        /// The nearest value, of two the even one.
        case rounding
    }

    /// A floating-point picture in 8 bits: cut off to 0…1, times 255.
    public init(_ image: FloatImage, _ quantization: Quantization = .truncating) {
        let count = image.width * image.height
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * count) { output, used in
            image.pixels.withUnsafeBufferPointer { input in
                for channel in 0..<3 {
                    for index in 0..<count {
                        let value = input[channel * count + index]
                        output[3 * index + channel] = Self.quantized(value, quantization)
                    }
                }
            }
            used = 3 * count
        }
        self.init(width: image.width, height: image.height, channels: 3, checked: pixels)
    }

    /// Comparisons with NaN are false, which makes it black.
    @inline(__always)
    private static func quantized(_ value: Float, _ quantization: Quantization) -> UInt8 {
        guard value > 0 else { return 0 }
        guard value < 1 else { return 255 }
        return switch quantization {
        case .truncating: UInt8(value * 255)
        case .rounding: UInt8((value * 255).rounded(.toNearestOrEven))
        }
    }
}

extension FloatImage {
    /// An 8-bit picture in 0…1. Grey becomes three equal planes; opacity is left out.
    public init(_ image: Image8) {
        let count = image.width * image.height
        let step = image.channels
        let pixels = [Float](unsafeUninitializedCapacity: 3 * count) { output, used in
            image.pixels.withUnsafeBufferPointer { input in
                for channel in 0..<3 {
                    let offset = step == 1 ? 0 : channel
                    for index in 0..<count {
                        output[channel * count + index] = Float(input[step * index + offset]) / 255
                    }
                }
            }
            used = 3 * count
        }
        self.init(width: image.width, height: image.height, checked: pixels)
    }
}
