package import Wire

/// What both bodies of the extras endpoints have.
package struct ExtrasFields: Sendable {
    package var resizeMode = 0
    package var showsResults = true
    package var gfpganVisibility = 0.0
    package var codeformerVisibility = 0.0
    package var codeformerWeight = 0.0
    package var factor = 2.0
    package var width = 512
    package var height = 512
    package var crops = true
    package var upscaler1 = "None"
    package var upscaler2 = "None"
    package var upscaler2Visibility = 0.0
    package var upscalesFirst = false

    package static let fields: [WireField<ExtrasFields>] = [
        .init("resize_mode", \.resizeMode, "0 by a factor, 1 to a size.", range: 0...1),
        .init("show_extras_results", \.showsResults, "Whether the answer holds the result."),
        .init(
            "gfpgan_visibility", \.gfpganVisibility, "Share of GFPGAN; not offered here.",
            range: WebUIRanges.share),
        .init(
            "codeformer_visibility", \.codeformerVisibility,
            "Share of CodeFormer; not offered here.", range: WebUIRanges.share),
        .init(
            "codeformer_weight", \.codeformerWeight, "CodeFormer's weight; not offered here.",
            range: WebUIRanges.share),
        .init("upscaling_resize", \.factor, "Factor.", range: 0.01...32),
        .init("upscaling_resize_w", \.width, "Width in pixels.", range: 1...16_384),
        .init("upscaling_resize_h", \.height, "Height in pixels.", range: 1...16_384),
        .init("upscaling_crop", \.crops, "Whether what hangs over the size is cut off."),
        .init("upscaler_1", \.upscaler1, "Upscaler by name."),
        .init("upscaler_2", \.upscaler2, "Second upscaler, whose result is laid over the first's."),
        .init(
            "extras_upscaler_2_visibility", \.upscaler2Visibility, "Share of the second.",
            range: WebUIRanges.share),
        .init("upscale_first", \.upscalesFirst, "Whether faces are restored after upscaling."),
    ]
}

/// The body of `POST /sdapi/v1/extra-single-image`.
package struct ExtrasImageBody: WireObject {
    package static let title = "ExtrasImage"
    package static var manner: WireManner { .lenient }

    package var extras = ExtrasFields()
    package var image = ""

    package init() {}

    package static let fields: [WireField<ExtrasImageBody>] =
        ExtrasFields.fields.map { $0.lifted(to: \.extras) } + [
            .init(
                "image", \.image,
                "The picture: base64, a URL, or the id of an image of this server.")
        ]
}

/// The body of `POST /sdapi/v1/extra-batch-images`.
package struct ExtrasBatchBody: WireObject {
    package static let title = "ExtrasBatch"
    package static var manner: WireManner { .lenient }

    package var extras = ExtrasFields()
    package var images: [NamedPicture] = []

    package init() {}

    package static let fields: [WireField<ExtrasBatchBody>] =
        ExtrasFields.fields.map { $0.lifted(to: \.extras) } + [
            .init("imageList", \.images, "The pictures with their names.", .required)
        ]
}

/// A picture of a batch.
package struct NamedPicture: WireObject {
    package static let title = "NamedPicture"
    package static var manner: WireManner { .lenient }

    package var data = ""
    package var name = ""

    package init() {}

    package static let fields: [WireField<NamedPicture>] = [
        .init(
            "data", \.data, "The picture: base64, a URL, or the id of an image of this server.",
            .required),
        .init("name", \.name, "Its name."),
    ]
}
