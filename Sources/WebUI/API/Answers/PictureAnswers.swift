package import Wire

/// What `POST /sdapi/v1/extra-single-image` answers.
package struct ExtrasImageResponse: WireObject {
    package static let title = "ExtrasImageResponse"

    package var html = ""
    package var image: String?

    package init() {}

    package static let fields: [WireField<ExtrasImageResponse>] = [
        .init("html_info", \.html, "What was done, in HTML."),
        .init("image", \.image, "The result's file in base64."),
    ]
}

/// What `POST /sdapi/v1/extra-batch-images` answers.
package struct ExtrasBatchResponse: WireObject {
    package static let title = "ExtrasBatchResponse"

    package var html = ""
    package var images: [String] = []

    package init() {}

    package static let fields: [WireField<ExtrasBatchResponse>] = [
        .init("html_info", \.html, "What was done, in HTML."),
        .init("images", \.images, "The results' files in base64."),
    ]
}

/// What `POST /sdapi/v1/png-info` answers.
package struct PNGInfoResponse: WireObject {
    package static let title = "PNGInfoResponse"

    package var info = ""
    package var items: JSONObject = [:]
    package var parameters: JSONObject = [:]

    package init() {}

    /// The answer of a picture.
    ///
    /// - Parameters:
    ///   - infotext: the picture's text of settings; empty if it has none.
    ///   - items: what else the file holds, by key.
    package init(infotext: String, items: [(key: String, text: String)]) {
        info = infotext
        self.items = JSONObject(items.map { ($0.key, .string($0.text)) })
        parameters = JSONObject(
            InfotextParameters(infotext).list.map { ($0.name, $0.value.json) })
    }

    package static let fields: [WireField<PNGInfoResponse>] = [
        .init("info", \.info, "The text of settings."),
        .init("items", \.items, "All texts of the file by key."),
        .init("parameters", \.parameters, "The settings, taken apart."),
    ]
}

extension InfotextParameters.Value {
    /// The value as `png-info` has it.
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .integer(number)
        case .flag(let flag): .bool(flag)
        }
    }
}

/// What `POST /sdapi/v1/interrogate` answers.
package struct InterrogateResponse: WireObject {
    package static let title = "InterrogateResponse"

    package var caption = ""

    package init() {}

    package static let fields: [WireField<InterrogateResponse>] = [
        .init("caption", \.caption, "What the picture shows.")
    ]
}
