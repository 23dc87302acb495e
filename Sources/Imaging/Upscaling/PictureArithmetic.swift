// What the upscaling of finished pictures is made of, in 8 bits as Pillow computes it.

extension Image8 {
    /// The picture at another size. Colours weigh as much as they are seen: they are multiplied
    /// with their opacity before and divided by it afterwards.
    func resizedWithOpacity(
        _ filter: ResamplingFilter, width: Int, height: Int
    ) throws(ImagingError) -> Image8 {
        if (width, height) == (self.width, self.height) { return self }
        guard channels == 4 else { return try resized(filter, width: width, height: height) }
        return try multiplied().resized(filter, width: width, height: height).unmultiplied()
    }

    /// The pixel under each new pixel's centre.
    func nearest(width: Int, height: Int) throws(ImagingError) -> Image8 {
        let count = try PixelCount.samples(width: width, height: height, channels: channels)
        let columns = Resampling.centers(from: self.width, to: width)
        let rows = Resampling.centers(from: self.height, to: height)
        var output: [UInt8] = []
        output.reserveCapacity(count)
        for row in rows {
            for column in columns {
                let place = (row * self.width + column) * channels
                output += pixels[place..<place + channels]
            }
        }
        return Image8(width: width, height: height, channels: channels, checked: output)
    }

    /// Two pictures of one size and kind, `share` of the second, rounded towards the first.
    func blended(with other: Image8, share: Float) -> Image8 {
        if share == 0 { return self }
        if share == 1 { return other }
        let output = zip(pixels, other.pixels).map { one, other in
            UInt8(clamping: Int(Float(one) + share * Float(Int(other) - Int(one))))
        }
        return Image8(width: width, height: height, channels: channels, checked: output)
    }

    /// The picture with three channels, its opacity left out, or with four.
    func with(channels wanted: Int) -> Image8 {
        if wanted == channels { return self }
        return wanted == 3 ? colours() : opaque()
    }

    /// Colours multiplied with their opacity.
    private func multiplied() -> Image8 {
        var output = pixels
        for place in stride(from: 0, to: output.count, by: 4) {
            let opacity = Int(output[place + 3])
            for channel in place..<place + 3 {
                output[channel] = UInt8(Unit8.product(Int(output[channel]), opacity))
            }
        }
        return Image8(width: width, height: height, channels: 4, checked: output)
    }
}
