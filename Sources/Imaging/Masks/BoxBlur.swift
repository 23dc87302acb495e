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
    private let whole: Int
    /// Weight of the fraction of a sample at each end.
    private let end: Int

    /// A blur of a deviation in pixels, above 0.
    init(deviation: Float) {
        let variance = deviation * deviation / Float(Self.passes)
        let whole = (((12 * variance + 1).squareRoot() - 1) / 2).rounded(.down)
        let part =
            (2 * whole + 1) * (whole * (whole + 1) - 3 * variance)
            / (6 * (variance - (whole + 1) * (whole + 1)))
        radius = Int(whole + part)
        self.whole = Int(Float(1 << 24) / ((whole + part) * 2 + 1))
        end = (1 << 24 - (2 * radius + 1) * self.whole) / 2
    }

    /// The picture blurred, each channel by itself.
    func callAsFunction(_ image: Image8) -> Image8 {
        let (width, height, step) = (image.width, image.height, image.channels)
        var pixels = image.pixels
        for channel in 0..<step {
            for row in 0..<height {
                blur(&pixels, from: row * width * step + channel, by: step, count: width)
            }
            for column in 0..<width {
                blur(&pixels, from: column * step + channel, by: width * step, count: height)
            }
        }
        return Image8(width: width, height: height, channels: step, checked: pixels)
    }

    /// Blurs `count` samples that lie `step` apart.
    private func blur(_ pixels: inout [UInt8], from start: Int, by step: Int, count: Int) {
        var line = (0..<count).map { Int(pixels[start + $0 * step]) }
        for _ in 0..<Self.passes { line = blurred(line) }
        for (index, value) in line.enumerated() { pixels[start + index * step] = UInt8(value) }
    }

    private func blurred(_ line: [Int]) -> [Int] {
        let last = line.count - 1
        func at(_ place: Int) -> Int { line[min(max(place, 0), last)] }
        var sum = (-radius...radius).reduce(0) { $0 + at($1) }
        return line.indices.map { place in
            let ends = at(place - radius - 1) + at(place + radius + 1)
            defer { sum += at(place + radius + 1) - at(place - radius) }
            return (sum * whole + ends * end + 1 << 23) >> 24
        }
    }
}
