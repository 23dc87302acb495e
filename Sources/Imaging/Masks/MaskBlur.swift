#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A Gaussian blur of one axis in 8 bits, with the numbers of OpenCV's `GaussianBlur`.
///
/// The kernel reaches 2½ deviations to each side. Its weights are multiples of 1/256 that sum to 1;
/// beyond the edge the picture is mirrored about its outermost pixel, again and again if need be.
struct MaskBlur {
    /// Samples to each side.
    let reach: Int
    /// The weights that are not zero, in units of 1/256, with their places from the middle.
    private let taps: [(place: Int, weight: Int32)]

    /// A blur of a deviation in pixels, at least 1.
    init(deviation: Int) {
        let reach = (5 * deviation + 1) / 2
        self.reach = reach
        let weights = Self.weights(deviation: Double(deviation), reach: reach)
        taps = weights.enumerated().compactMap { index, weight in
            weight == 0 ? nil : (index - reach, Int32(weight))
        }
    }

    /// Rounded from the outside in, each rounding's error carried to the next weight; the middle has
    /// what is left to 256.
    private static func weights(deviation: Double, reach: Int) -> [Int] {
        let curve = (-reach...reach).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
        let sum = curve.reduce(0, +)
        var side: [Int] = []
        var error = 0.0
        for value in curve[..<reach] {
            let exact = value / sum * 256 + error
            let rounded = exact.rounded(.toNearestOrEven)
            side.append(Int(rounded))
            error = exact - rounded
        }
        return side + [256 - 2 * side.reduce(0, +)] + side.reversed()
    }
}

extension MaskBlur {
    /// A grey picture blurred along its rows.
    func alongRows(_ image: Image8) -> Image8 {
        let places = mirrored(image.width)
        var output: [UInt8] = []
        output.reserveCapacity(image.pixels.count)
        for row in 0..<image.height {
            let line = places.map { image.pixels[row * image.width + $0] }
            output += weighted(image.width, of: line) { reach + $0 }
        }
        return Image8(width: image.width, height: image.height, channels: 1, checked: output)
    }

    /// A grey picture blurred along its columns.
    func alongColumns(_ image: Image8) -> Image8 {
        let places = mirrored(image.height)
        var output: [UInt8] = []
        output.reserveCapacity(image.pixels.count)
        for row in 0..<image.height {
            output += weighted(image.width, of: image.pixels) {
                places[row + reach + $0] * image.width
            }
        }
        return Image8(width: image.width, height: image.height, channels: 1, checked: output)
    }

    /// The weighted sum of stretches of `count` samples, of which each begins where `start` says for
    /// its tap. Weights sum to 256, so that no sum overflows.
    private func weighted(
        _ count: Int, of samples: [UInt8], from start: (_ place: Int) -> Int
    ) -> [UInt8] {
        var sums = [Int32](repeating: 128, count: count)
        samples.withUnsafeBufferPointer { samples in
            sums.withUnsafeMutableBufferPointer { sums in
                for (place, weight) in taps {
                    let stretch = UnsafeBufferPointer(
                        rebasing: samples[start(place)..<start(place) + count])
                    for index in 0..<count { sums[index] &+= weight &* Int32(stretch[index]) }
                }
            }
        }
        return sums.map { UInt8(truncatingIfNeeded: $0 >> 8) }
    }

    /// Which sample of an axis stands at each place from `reach` before it to `reach` behind it.
    private func mirrored(_ length: Int) -> [Int] {
        guard length > 1 else { return [Int](repeating: 0, count: length + 2 * reach) }
        let period = 2 * (length - 1)
        return (-reach..<length + reach).map { place in
            let phase = (place % period + period) % period
            return min(phase, period - phase)
        }
    }
}
