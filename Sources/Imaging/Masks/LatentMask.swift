/// What an inpainting model (nine input channels) sees beside the latents.
public struct InpaintingConditioning: Equatable, Sendable {
    /// Which latents are made anew: 1, kept 0; `[rows × columns]`.
    public let mask: [Float]
    /// The picture with its masked part grey, to be encoded: 0…1.
    public let image: FloatImage

    /// A picture of which everything is made anew: all grey.
    ///
    /// - Throws: `ImagingError.badSize`.
    public static func blank(
        width: Int, height: Int, columns: Int, rows: Int
    ) throws(ImagingError) -> InpaintingConditioning {
        let cells = try PixelCount.samples(width: columns, height: rows, channels: 1)
        let samples = try PixelCount.samples(width: width, height: height, channels: 3)
        return InpaintingConditioning(
            mask: [Float](repeating: 1, count: cells),
            image: FloatImage(
                width: width, height: height, checked: [Float](repeating: 0.5, count: samples)))
    }
}

extension Img2ImgCanvas {
    /// How far each latent is made anew, `[rows × columns]`: 1 wholly, 0 not at all; `nil` without a
    /// mask.
    ///
    /// The mask is resized by Pillow's bicubic filter in 8 bits and, unless it shall be soft, rounded.
    ///
    /// - Throws: `ImagingError.badSize`.
    public func latentMask(columns: Int, rows: Int) throws(ImagingError) -> [Float]? {
        guard let mask else { return nil }
        let cells = try mask.resized(.bicubic, width: columns, height: rows)
        return cells.pixels.map(share)
    }

    /// What an inpainting model sees beside the latents; without a mask everything is made anew.
    ///
    /// The mask comes to the latents' size by its nearest pixels, as torch finds them.
    ///
    /// - Parameter weight: How far the masked part is hidden, 0 to 1 (`inpainting_mask_weight`).
    /// - Throws: `ImagingError.badSize`.
    public func conditioning(
        columns: Int, rows: Int, weight: Float = 1
    ) throws(ImagingError) -> InpaintingConditioning {
        let count = try PixelCount.samples(width: columns, height: rows, channels: 1)
        let shares =
            mask.map { $0.pixels.map(share) } ?? [Float](repeating: 1, count: width * height)
        let places = (Self.nearest(from: width, to: columns), Self.nearest(from: height, to: rows))
        var cells: [Float] = []
        cells.reserveCapacity(count)
        for row in places.1 {
            for column in places.0 { cells.append(shares[row * width + column]) }
        }
        let picture = FloatImage(seen)
        let pixels = picture.pixels.indices.map { place in
            let hidden = shares[place % shares.count] * weight
            return picture.pixels[place] * (1 - hidden) + 0.5 * hidden
        }
        return InpaintingConditioning(
            mask: cells, image: FloatImage(width: width, height: height, checked: pixels))
    }

    private func share(_ value: UInt8) -> Float {
        let share = Float(value) / 255
        return settings.mask.isRounded ? share.rounded(.toNearestOrEven) : share
    }

    private static func nearest(from: Int, to: Int) -> [Int] {
        let scale = Float(from) / Float(to)
        return (0..<to).map { min(Int(Float($0) * scale), from - 1) }
    }
}
