package import Wire

/// The body of `POST /sdapi/v1/img2img`.
package struct ImageToImageBody: WireObject {
    package static let title = "ImageToImage"
    package static var manner: WireManner { .lenient }

    package var common = GenerationFields()
    package var image = PictureFields()
    /// The keys that said something.
    package private(set) var given: Set<String> = []

    package init() {}

    package static let fields: [WireField<ImageToImageBody>] =
        PictureFields.fields.map { $0.lifted(to: \.image) }
        + GenerationFields.fields.map { $0.lifted(to: \.common) }

    package mutating func didRead(_ keys: Set<String>) { given = keys }

    /// The body with everything that was preset, as the answer repeats it: without pictures, unless
    /// they were asked for.
    package var echo: JSONObject {
        var echo = json.members ?? [:]
        echo["firstpass_image"] = .null
        guard !image.includesInitImages else { return echo }
        for key in ["init_images", "mask", "latent_mask"] { echo[key] = .null }
        return echo
    }
}

/// What img2img begins with, and what of it is made anew.
package struct PictureFields: Sendable {
    package var initImages: [String]?
    package var resizeMode = 0
    package var imageCFGScale: Double?
    package var mask: String?
    package var latentMask: String?
    package var maskBlurX = 4
    package var maskBlurY = 4
    package var maskBlur: Int?
    package var roundsMask = true
    package var content = 0
    package var isOnlyMasked = true
    package var padding = 0
    package var invertsMask = 0
    package var noiseMultiplier: Double?
    package var includesInitImages = false
    package var hiresDistilledCFGScale = 3.5

    package static let fields: [WireField<PictureFields>] = picture + masked

    private static let picture: [WireField<PictureFields>] = [
        .init(
            "init_images", \.initImages,
            "The pictures to begin with, in base64; several make batches with an image of each."),
        .init(
            "resize_mode", \.resizeMode,
            "How it comes to the size: 0 stretched, 1 cropped, 2 filled, 3 stretched as latents.",
            range: 0...3),
        .init(
            "image_cfg_scale", \.imageCFGScale,
            "How much an editing model holds on to the picture.", range: WebUIRanges.scales),
        .init(
            "initial_noise_multiplier", \.noiseMultiplier,
            "Factor of the noise that the picture gets; null is the option's.",
            range: WebUIRanges.noiseMultiplier),
        .init(
            "include_init_images", \.includesInitImages,
            "Whether the answer repeats the pictures."),
        .init(
            "hr_distilled_cfg", \.hiresDistilledCFGScale, "Read, and without effect.",
            range: WebUIRanges.scales),
    ]

    private static let masked: [WireField<PictureFields>] = [
        .init("mask", \.mask, "White where the picture is made anew, in base64; empty for none."),
        .init("latent_mask", \.latentMask, "Read, and without effect: see mask."),
        .init(
            "mask_blur_x", \.maskBlurX, "Blur of the mask along rows.", range: WebUIRanges.blur),
        .init(
            "mask_blur_y", \.maskBlurY, "Blur of the mask along columns.",
            range: WebUIRanges.blur),
        .init("mask_blur", \.maskBlur, "Blur in both directions.", range: WebUIRanges.blur),
        .init("mask_round", \.roundsMask, "Whether latents are masked wholly or not at all."),
        .init(
            "inpainting_fill", \.content,
            "What is masked begins as: 0 filled, 1 original, 2 latent noise, 3 latent nothing.",
            range: 0...3),
        .init(
            "inpaint_full_res", \.isOnlyMasked,
            "Whether the masked part alone is made, at full size."),
        .init(
            "inpaint_full_res_padding", \.padding, "Pixels around the masked part that are seen.",
            range: WebUIRanges.padding),
        .init(
            "inpainting_mask_invert", \.invertsMask, "1 to make anew what is black.", range: 0...1),
    ]
}
