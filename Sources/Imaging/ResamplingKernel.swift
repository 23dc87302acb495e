#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How much of a sample at some distance enters a resized one.
enum ResamplingFilter {
    /// Keys' cubic convolution with a = -½.
    case bicubic
    /// Lanczos' windowed sinc with three lobes.
    case lanczos

    /// Distance from which on nothing enters.
    var reach: Double {
        switch self {
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .bicubic: Self.cubic(abs(x))
        case .lanczos: -3 <= x && x < 3 ? Self.sinc(x) * Self.sinc(x / 3) : 0
        }
    }

    /// Keys 1981, equation 15.
    private static func cubic(_ x: Double) -> Double {
        if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : sin(x * .pi) / (x * .pi)
    }
}

/// The weights that bring one axis from one length to another.
///
/// Output position `i` lies at `(i + ½)·from/to` of the input. Going down, the filter is widened by
/// the same factor, so that it also smooths. Weights are cut at the edges and made to sum to 1.
struct ResamplingKernel {
    /// Samples of the input axis.
    let from: Int
    /// Samples of the output axis.
    let to: Int
    /// For each output sample the input samples that it is made of.
    private(set) var spans: [Range<Int>] = []
    /// The spans' weights, one span after the other.
    private(set) var weights: [Double] = []

    /// The way from one length to another.
    init(_ filter: ResamplingFilter, from: Int, to: Int) {
        self.init(filter, from: from, to: to, window: 0..<to)
    }

    /// The samples of `window` alone, out of an output axis of `length`.
    init(_ filter: ResamplingFilter, from: Int, to length: Int, window: Range<Int>) {
        (self.from, to) = (from, window.count)
        let scale = Double(from) / Double(length)
        let stretch = max(scale, 1)
        let reach = filter.reach * stretch
        for position in window {
            let center = (Double(position) + 0.5) * scale
            let first = max(0, Int(center - reach + 0.5))
            let span = first..<min(from, Int(center + reach + 0.5))
            let raw = span.map { filter((Double($0) - center + 0.5) * (1 / stretch)) }
            let sum = raw.reduce(0, +)
            spans.append(span)
            weights += sum == 0 ? raw : raw.map { $0 / sum }
        }
    }
}

// MARK: - Convolution

extension ResamplingKernel {
    /// Resizes rows of `from` samples each to `to` samples.
    func alongRows(_ input: [Float], rows: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: rows * to) { output, used in
            input.withUnsafeBufferPointer { input in
                weights.withUnsafeBufferPointer { weights in
                    for row in 0..<rows {
                        resize(
                            UnsafeBufferPointer(rebasing: input[row * from..<(row + 1) * from]),
                            into: UnsafeMutableBufferPointer(
                                rebasing: output[row * to..<(row + 1) * to]), weights)
                    }
                }
            }
            used = rows * to
        }
    }

    private func resize(
        _ input: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>,
        _ weights: UnsafeBufferPointer<Double>
    ) {
        var weight = 0
        for (position, span) in spans.enumerated() {
            var sum = 0.0
            for sample in span {
                sum += Double(input[sample]) * weights[weight]
                weight += 1
            }
            output[position] = Float(sum)
        }
    }

    /// Resizes columns of `from` samples each to `to` samples, in planes of rows of `width` samples.
    func alongColumns(_ input: [Float], planes: Int, width: Int) -> [Float] {
        var sums = [Double](repeating: 0, count: width)
        return [Float](unsafeUninitializedCapacity: planes * to * width) { output, used in
            input.withUnsafeBufferPointer { input in
                sums.withUnsafeMutableBufferPointer { sums in
                    for plane in 0..<planes {
                        resize(
                            UnsafeBufferPointer(
                                rebasing: input[plane * from * width..<(plane + 1) * from * width]),
                            into: UnsafeMutableBufferPointer(
                                rebasing: output[plane * to * width..<(plane + 1) * to * width]),
                            sums)
                    }
                }
            }
            used = planes * to * width
        }
    }

    /// Whole rows at once, so that the inner loops run along memory.
    private func resize(
        _ input: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>,
        _ sums: UnsafeMutableBufferPointer<Double>
    ) {
        let width = sums.count
        var weight = 0
        for (position, span) in spans.enumerated() {
            sums.update(repeating: 0)
            for row in span {
                let factor = weights[weight]
                let start = row * width
                for column in 0..<width { sums[column] += Double(input[start + column]) * factor }
                weight += 1
            }
            let start = position * width
            for column in 0..<width { output[start + column] = Float(sums[column]) }
        }
    }
}
