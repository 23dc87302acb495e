// Resizing in 8 bits as Pillow does it: weights in units of 2⁻²², rows first, then columns, each
// rounded to 8 bits. (From version 13 on Pillow begins with the columns where only they shrink. The
// web UIs have version 9.5.)

extension Image8 {
    /// The picture at another size, each channel by itself.
    func resized(_ filter: ResamplingFilter, width: Int, height: Int) throws(ImagingError) -> Image8
    {
        _ = try PixelCount.samples(width: width, height: height, channels: channels)
        return try resized(
            filter, columns: .init(length: width, window: 0..<width),
            rows: .init(length: height, window: 0..<height))
    }

    /// An axis of a resized picture, of which only a part is wanted.
    struct ResizedAxis {
        /// Samples of the whole axis.
        let length: Int
        /// The samples that are wanted.
        let window: Range<Int>
    }

    /// A part of the picture at another size, without computing the rest.
    func resized(
        _ filter: ResamplingFilter, columns: ResizedAxis, rows: ResizedAxis
    ) throws(ImagingError) -> Image8 {
        let (width, height) = (columns.window.count, rows.window.count)
        _ = try PixelCount.samples(width: width, height: height, channels: channels)
        _ = try PixelCount.samples(width: width, height: self.height, channels: channels)
        var pixels = self.pixels
        if columns.length != self.width || width != self.width {
            let kernel = ResamplingKernel(
                filter, from: self.width, to: columns.length, window: columns.window)
            pixels = kernel.alongRows(pixels, rows: self.height, channels: channels)
        }
        if rows.length != self.height || height != self.height {
            let kernel = ResamplingKernel(
                filter, from: self.height, to: rows.length, window: rows.window)
            pixels = kernel.alongColumns(pixels, width: width * channels)
        }
        return Image8(width: width, height: height, channels: channels, checked: pixels)
    }
}

extension ResamplingKernel {
    /// Bits behind the point: eight are left for the sample, two for overshoot.
    private static let precision = 22

    private var fixed: [Int] {
        weights.map { Int(($0 * Double(1 << Self.precision)).rounded()) }
    }

    private static func rounded(_ sum: Int) -> UInt8 {
        UInt8(clamping: (sum + 1 << (precision - 1)) >> precision)
    }

    /// Resizes rows of `from` pixels to `to` pixels.
    func alongRows(_ input: [UInt8], rows: Int, channels: Int) -> [UInt8] {
        let weights = fixed
        return [UInt8](unsafeUninitializedCapacity: rows * to * channels) { output, used in
            input.withUnsafeBufferPointer { input in
                for row in 0..<rows {
                    var first = 0
                    for span in spans {
                        let start = (row * from + span.lowerBound) * channels
                        for channel in 0..<channels {
                            var sum = 0
                            for index in 0..<span.count {
                                let sample = Int(input[start + index * channels + channel])
                                sum &+= sample &* weights[first + index]
                            }
                            output[used] = Self.rounded(sum)
                            used += 1
                        }
                        first += span.count
                    }
                }
            }
        }
    }

    /// Resizes columns of `from` samples to `to` samples, in rows of `width` samples.
    func alongColumns(_ input: [UInt8], width: Int) -> [UInt8] {
        let weights = fixed
        var output: [UInt8] = []
        output.reserveCapacity(to * width)
        var sums = [Int](repeating: 0, count: width)
        var first = 0
        for span in spans {
            sums.withUnsafeMutableBufferPointer { sums in
                sums.update(repeating: 0)
                for (row, weight) in zip(span, weights[first..<first + span.count]) {
                    let start = row * width
                    for column in 0..<width {
                        sums[column] &+= Int(input[start + column]) &* weight
                    }
                }
            }
            output += sums.map(Self.rounded)
            first += span.count
        }
        return output
    }
}
