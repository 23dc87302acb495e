/// Pillow's Gaussian blur in 8 bits: three box blurs along rows, then three along columns.
///
/// Gwosdek et al. 2011, "Theoretical foundations of Gaussian convolution by extended box filtering":
/// a box of a whole number of samples with a fraction of one more on each side. Weights are in units
/// of 2⁻²⁴; beyond the edge stands the edge's value.
struct BoxBlur {
    private static let passes = 3
    /// Whole samples to each side.
    private let radius: Int
    /// Weight of a whole sample.
    private let whole: UInt32
    /// Weight of the fraction of a sample at each end.
    private let end: UInt32

    /// A blur of a deviation in pixels, above 0.
    init(deviation: Float) {
        let variance = deviation * deviation / Float(Self.passes)
        let whole = (((12 * variance + 1).squareRoot() - 1) / 2).rounded(.down)
        let part =
            (2 * whole + 1) * (whole * (whole + 1) - 3 * variance)
            / (6 * (variance - (whole + 1) * (whole + 1)))
        radius = Int(whole + part)
        self.whole = UInt32(Float(1 << 24) / ((whole + part) * 2 + 1))
        end = (1 << 24 - UInt32(2 * radius + 1) * self.whole) / 2
    }

    /// The picture blurred, each channel by itself.
    func callAsFunction(_ image: Image8) -> Image8 {
        let line = image.width * image.channels
        var pixels = image.pixels
        for _ in 0..<Self.passes {
            pixels = blurred(pixels, lines: image.height, count: image.width, lanes: image.channels)
        }
        for _ in 0..<Self.passes {
            pixels = blurred(pixels, lines: 1, count: image.height, lanes: line)
        }
        return Image8(
            width: image.width, height: image.height, channels: image.channels, checked: pixels)
    }

    /// Blurs lines of `count` places, each of which holds a sample of every lane.
    private func blurred(_ input: [UInt8], lines: Int, count: Int, lanes: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: input.count) { output, used in
            var sums = [UInt32](repeating: 0, count: lanes)
            input.withUnsafeBufferPointer { input in
                sums.withUnsafeMutableBufferPointer { sums in
                    for line in 0..<lines {
                        let part = line * count * lanes..<(line + 1) * count * lanes
                        blur(
                            UnsafeBufferPointer(rebasing: input[part]),
                            into: UnsafeMutableBufferPointer(rebasing: output[part]), sums)
                    }
                }
            }
            used = input.count
        }
    }

    /// Blurs one line with a running sum for every lane. No sum reaches 2³².
    private func blur(
        _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>,
        _ sums: UnsafeMutableBufferPointer<UInt32>
    ) {
        let lanes = sums.count
        let last = input.count / lanes - 1
        func start(_ place: Int) -> Int { min(max(place, 0), last) * lanes }
        sums.update(repeating: 0)
        for place in -radius...radius {
            let from = start(place)
            for lane in 0..<lanes { sums[lane] &+= UInt32(input[from + lane]) }
        }
        for place in 0...last {
            let (before, first) = (start(place - radius - 1), start(place - radius))
            let after = start(place + radius + 1)
            for lane in 0..<lanes {
                let next = UInt32(input[after + lane])
                let ends = UInt32(input[before + lane]) &+ next
                let sum = sums[lane] &* whole &+ ends &* end &+ 1 << 23
                output[place * lanes + lane] = UInt8(truncatingIfNeeded: sum >> 24)
                sums[lane] = sums[lane] &+ next &- UInt32(input[first + lane])
            }
        }
    }
}
