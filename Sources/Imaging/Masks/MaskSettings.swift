/// What a masked part begins as; raw values are those of the web UI's `inpainting_fill`.
public enum MaskedContent: Int, CaseIterable, Sendable {
    /// The colours around it, smeared over it.
    case fill = 0
    /// What the picture shows there.
    case original = 1
    /// Noise in place of its latents, which are encoded from a filled picture.
    case latentNoise = 2
    /// Zeros in place of its latents, which are encoded from a filled picture.
    case latentNothing = 3
}

/// How a mask is read and used. White is made anew, black is kept.
///
/// What is preset is what the web UI's API presets; its page presets `content` to `original` and
/// `padding` to 32.
public struct MaskSettings: Hashable, Sendable {
    /// Largest deviation that a mask is blurred by.
    public static let blurLimit = 4096

    /// Deviation of the blur along rows, in the mask's pixels, 0 to `blurLimit` (`mask_blur_x`).
    public var blurX = 4
    /// Deviation of the blur along columns, in the mask's pixels, 0 to `blurLimit` (`mask_blur_y`).
    public var blurY = 4
    /// Whether latents are either masked or not (`mask_round`); otherwise also in part.
    public var isRounded = true
    /// Whether black is made anew and white kept (`inpainting_mask_invert`).
    public var isInverted = false
    /// What the masked part begins as (`inpainting_fill`).
    public var content = MaskedContent.fill
    /// Whether the masked part alone is made, at the full size, and put back (`inpaint_full_res`).
    public var isOnlyMasked = true
    /// Pixels around the masked part that are seen too, if it alone is made; at least 0
    /// (`inpaint_full_res_padding`).
    public var padding = 0

    /// What the web UI's API presets.
    public init() {}

    /// Refuses what no mask can be made by.
    func check() throws(ImagingError) {
        for blur in [blurX, blurY] where !(0...Self.blurLimit).contains(blur) {
            throw .badBlur(blur)
        }
        guard padding >= 0 else { throw .badPadding(padding) }
    }
}
