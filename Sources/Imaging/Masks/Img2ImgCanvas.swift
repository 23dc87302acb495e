/// A picture with its mask on the way into the latents, and the way back: what is encoded, which
/// latents are made anew, and how the result is put into the original.
///
/// Everything is computed in 8 bits with the web UI's numbers (Pillow's resizing, blur and
/// compositing, OpenCV's blur of the mask), so that the same request begins with the same pixels.
public struct Img2ImgCanvas: Sendable {
    /// How pictures and masks are brought to the size that is made.
    public struct Settings: Hashable, Sendable {
        /// How the picture comes to the size (`resize_mode`).
        public var resizeMode = ResizeMode.stretch
        /// What is seen through clear parts of the picture (option `img2img_background_color`).
        public var background = Colour.white
        /// How the mask is read and used.
        public var mask = MaskSettings()

        /// What the web UI's API presets.
        public init() {}
    }

    /// How it was made.
    public let settings: Settings
    /// Pixels to a row of what is made.
    public let width: Int
    /// Rows of what is made.
    public let height: Int
    /// What is encoded, three channels: `width`×`height`, but with `ResizeMode.latent` the picture's
    /// own size, unless the masked part alone is made.
    public let initial: Image8
    /// The mask over what is made, grey, `width`×`height`, blurred; `nil` without a mask.
    public let mask: Image8?
    /// The part of the original that is made, if it is not the whole.
    public let region: PixelRegion?
    /// Through what the result is seen in the end, grey, in the size that comes out; `nil` without a
    /// mask. (The web UI's option `return_mask`.)
    public let overlayMask: Image8?
    /// The original with the mask cut out of it.
    let overlay: Image8?
    /// What a model sees that is shown the picture itself, as pix2pix models are: `width`×`height`,
    /// three channels. It is what is encoded, but for `ResizeMode.latent`, which stretches it here.
    public let seen: Image8

    /// Whether a mask was given that marks nothing, although the marked part alone was to be made.
    /// The whole picture is made then, as without a mask; that is worth a note.
    public let isMaskBlank: Bool
}

extension Img2ImgCanvas {
    /// A picture and what of it is made anew at a size.
    ///
    /// A mask of another size than the picture is stretched to the picture's, unless both come to
    /// the wanted size in the same way.
    ///
    /// - Parameters:
    ///   - picture: One, three or four channels, of any size.
    ///   - mask: White where the picture is made anew; if parts of it are clear, its opacity says
    ///     where.
    /// - Throws: `ImagingError.badSize`, `.badBlur`, `.badPadding`.
    public init(
        _ picture: Image8, mask: Image8? = nil, settings: Settings = Settings(), width: Int,
        height: Int
    ) throws(ImagingError) {
        _ = try PixelCount.samples(width: width, height: height, channels: 4)
        try settings.mask.check()
        let source = Source(
            picture: picture.flattened(over: settings.background), settings: settings,
            width: width, height: height)
        guard let mask else {
            self = try source.unmasked(isMaskBlank: false)
            return
        }
        let fitted = try source.fitted(mask)
        let blurred = PreparedMask(fitted, settings.mask)
        guard settings.mask.isOnlyMasked else {
            self = try source.whole(blurred)
            return
        }
        guard let marked = PixelRegion(marked: blurred.image) else {
            self = try source.unmasked(isMaskBlank: true)
            return
        }
        self = try source.part(marked, blurred)
    }

    /// The flattened picture with what is made of it.
    fileprivate struct Source {
        let picture: Image8
        let settings: Settings
        let width: Int
        let height: Int
    }
}

extension Img2ImgCanvas.Source {
    /// The mask at the picture's size where the two would otherwise come apart.
    func fitted(_ mask: Image8) throws(ImagingError) -> Image8 {
        if (mask.width, mask.height) == (picture.width, picture.height) { return mask }
        if !settings.mask.isOnlyMasked {
            switch settings.resizeMode {
            case .stretch, .latent: return mask
            case .crop, .fill: if ResizeMode.similar(mask, picture) { return mask }
            }
        }
        return try mask.resized(.lanczos, width: picture.width, height: picture.height)
    }

    func unmasked(isMaskBlank: Bool) throws(ImagingError) -> Img2ImgCanvas {
        let scaled = try settings.resizeMode.fitted(picture, width: width, height: height)
        return Img2ImgCanvas(
            settings: settings, width: width, height: height,
            initial: settings.resizeMode == .latent ? picture : scaled, mask: nil, region: nil,
            overlayMask: nil, overlay: nil, seen: scaled, isMaskBlank: isMaskBlank)
    }

    /// The whole picture is made, and its unmasked part laid back over it.
    func whole(_ blurred: PreparedMask) throws(ImagingError) -> Img2ImgCanvas {
        let mode = settings.resizeMode
        let scaled = try mode.fitted(picture, width: width, height: height)
        let mask = PreparedMask(
            image: try mode.fitted(blurred.image, width: width, height: height))
        let seen = filled(scaled, mask.image)
        let initial =
            mode == .latent
            ? filled(
                picture,
                try blurred.image.resized(
                    .lanczos, width: picture.width, height: picture.height))
            : seen
        return Img2ImgCanvas(
            settings: settings, width: width, height: height, initial: initial, mask: mask.image,
            region: nil, overlayMask: mask.doubled,
            overlay: scaled.cut(outOf: mask.doubled).unmultiplied(), seen: seen, isMaskBlank: false)
    }

    /// The masked part alone is made, with what is around it.
    func part(
        _ marked: PixelRegion, _ blurred: PreparedMask
    ) throws(ImagingError) -> Img2ImgCanvas {
        let region = marked.padded(by: settings.mask.padding, in: picture)
            .proportioned(like: width, height, in: picture)
        let mask = try ResizeMode.fill.fitted(
            blurred.image.cropped(to: region), width: width, height: height)
        let scaled = try ResizeMode.fill.fitted(
            picture.cropped(to: region), width: width, height: height)
        let seen = filled(scaled, mask)
        return Img2ImgCanvas(
            settings: settings, width: width, height: height, initial: seen, mask: mask,
            region: region, overlayMask: blurred.image,
            overlay: picture.cut(outOf: blurred.image).unmultiplied(), seen: seen,
            isMaskBlank: false)
    }

    private func filled(_ image: Image8, _ mask: Image8) -> Image8 {
        settings.mask.content == .original ? image : image.filled(where: mask)
    }
}

extension Img2ImgCanvas {
    /// The result in its place in the original, whose unmasked part is kept to the bit.
    ///
    /// Without a mask this is the result itself. With one it has the size `width`×`height`, or the
    /// original's if a part was made. A result that is smaller than asked for, as latents round
    /// sizes down, keeps its size or, if a part was made, is stretched.
    ///
    /// - Throws: `ImagingError.badResult` for a result larger than what was asked for.
    public func composed(_ result: Image8) throws(ImagingError) -> Image8 {
        guard let overlay else { return result }
        let colours = result.flattened()
        if let region {
            let part = try ResizeMode.crop.fitted(
                colours, width: region.width, height: region.height)
            return overlay.laid(over: part.opaque().placed(at: region, in: overlay)).colours()
        }
        guard result.width <= width, result.height <= height else {
            throw .badResult(
                width: result.width, height: result.height, maxWidth: width, maxHeight: height)
        }
        let corner = PixelRegion(columns: 0..<result.width, rows: 0..<result.height)
        return overlay.cropped(to: corner).laid(over: colours.opaque()).colours()
    }
}

extension Image8 {
    /// The picture at its place on an otherwise clear one of another picture's size.
    fileprivate func placed(at region: PixelRegion, in frame: Image8) -> Image8 {
        var output = [UInt8](repeating: 0, count: frame.pixels.count)
        for (row, target) in region.rows.enumerated() {
            let start = (target * frame.width + region.columns.lowerBound) * channels
            let line = row * width * channels..<(row + 1) * width * channels
            output.replaceSubrange(start..<start + line.count, with: pixels[line])
        }
        return Image8(
            width: frame.width, height: frame.height, channels: channels, checked: output)
    }
}
