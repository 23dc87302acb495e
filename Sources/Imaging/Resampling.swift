/// Ways to bring a picture to another size.
public enum Resampling {
    /// Lanczos' windowed sinc with three lobes, as Pillow computes it.
    ///
    /// Rows first, then columns, accumulated in double precision. Edges overshoot: values may leave
    /// 0…1 and are not cut off.
    ///
    /// - Throws: `ImagingError.badSize` for a size that no picture can have.
    public static func lanczos(
        _ image: FloatImage, width: Int, height: Int
    ) throws(ImagingError) -> FloatImage {
        _ = try PixelCount.samples(width: width, height: height, channels: FloatImage.channels)
        _ = try PixelCount.samples(
            width: width, height: image.height, channels: FloatImage.channels)
        var pixels = image.pixels
        if width != image.width {
            let kernel = ResamplingKernel(.lanczos, from: image.width, to: width)
            pixels = kernel.alongRows(pixels, rows: FloatImage.channels * image.height)
        }
        if height != image.height {
            let kernel = ResamplingKernel(.lanczos, from: image.height, to: height)
            pixels = kernel.alongColumns(pixels, planes: FloatImage.channels, width: width)
        }
        return FloatImage(width: width, height: height, checked: pixels)
    }

    /// The pixel under each new pixel's centre, as Pillow finds it.
    ///
    /// - Throws: `ImagingError.badSize` for a size that no picture can have.
    public static func nearest(
        _ image: FloatImage, width: Int, height: Int
    ) throws(ImagingError) -> FloatImage {
        let count = try PixelCount.samples(
            width: width, height: height, channels: FloatImage.channels)
        let columns = centers(from: image.width, to: width)
        let rows = centers(from: image.height, to: height)
        var pixels: [Float] = []
        pixels.reserveCapacity(count)
        for channel in 0..<FloatImage.channels {
            for row in rows {
                let start = (channel * image.height + row) * image.width
                for column in columns { pixels.append(image.pixels[start + column]) }
            }
        }
        return FloatImage(width: width, height: height, checked: pixels)
    }

    /// Positions are added up in double precision, not multiplied: where a centre falls between two
    /// pixels, the error of the sum decides, and so the same one is taken as in Pillow.
    static func centers(from: Int, to: Int) -> [Int] {
        let scale = Double(from) / Double(to)
        var position = scale * 0.5
        return (0..<to).map { _ in
            defer { position += scale }
            return min(Int(position), from - 1)
        }
    }
}
