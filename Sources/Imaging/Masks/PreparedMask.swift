/// A mask on its way to the picture that it belongs to: grey, white where it is made anew.
struct PreparedMask {
    let image: Image8
}

extension PreparedMask {
    /// A mask as it was given, read and blurred.
    ///
    /// One with clear parts says by its opacity what is masked, any other one by its brightness.
    init(_ mask: Image8, _ settings: MaskSettings) {
        var image = Self.read(mask, rounded: settings.isRounded)
        if settings.isInverted { image = image.mapped { 255 - $0 } }
        if settings.blurX > 0 { image = MaskBlur(deviation: settings.blurX).alongRows(image) }
        if settings.blurY > 0 { image = MaskBlur(deviation: settings.blurY).alongColumns(image) }
        self.init(image: image)
    }

    private static func read(_ mask: Image8, rounded: Bool) -> Image8 {
        guard mask.channels == 4 else { return mask.grey() }
        let opacity = mask.channel(3)
        guard opacity.pixels.contains(where: { $0 != 255 }) else { return mask.grey() }
        return rounded ? opacity.mapped { $0 > 128 ? 255 : 0 } : opacity
    }

    /// What the original is laid back through when the whole picture is made: twice as bright, so
    /// that the blur's outer half alone shows both.
    var doubled: Image8 { image.mapped { UInt8(min(2 * Int($0), 255)) } }
}
