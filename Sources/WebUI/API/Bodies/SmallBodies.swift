package import Wire

/// The body of `POST /sdapi/v1/png-info`.
package struct PNGInfoBody: WireObject {
    package static let title = "PNGInfoRequest"
    package static var manner: WireManner { .lenient }

    package var image = ""

    package init() {}

    package static let fields: [WireField<PNGInfoBody>] = [
        .init(
            "image", \.image, "The picture: base64, a URL, or the id of an image of this server.",
            .required)
    ]
}

/// The query of `GET /sdapi/v1/progress`.
package struct ProgressQuery: WireObject {
    package static let title = "ProgressQuery"
    package static var manner: WireManner { .lenient }

    package var skipsCurrentImage = false

    package init() {}

    package static let fields: [WireField<ProgressQuery>] = [
        .init(
            "skip_current_image", \.skipsCurrentImage, "Whether the preview is left out.")
    ]
}

/// The body of `POST /internal/progress`.
package struct InternalProgressBody: WireObject {
    package static let title = "InternalProgressRequest"
    package static var manner: WireManner { .lenient }

    package var task: String?
    package var lastPreview = -1
    package var wantsPreview = true

    package init() {}

    package static let fields: [WireField<InternalProgressBody>] = [
        .init("id_task", \.task, "The task, as force_task_id named it."),
        .init("id_live_preview", \.lastPreview, "The last preview that was seen."),
        .init("live_preview", \.wantsPreview, "Whether a newer preview is wanted."),
    ]
}

/// The body of `POST /sdapi/v1/interrogate`.
package struct InterrogateBody: WireObject {
    package static let title = "InterrogateRequest"
    package static var manner: WireManner { .lenient }

    package var image = ""
    package var model = "clip"

    package init() {}

    package static let fields: [WireField<InterrogateBody>] = [
        .init("image", \.image, "The picture in base64."),
        .init("model", \.model, "The model that describes it."),
    ]
}
