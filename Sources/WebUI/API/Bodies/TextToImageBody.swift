package import Wire

/// The body of `POST /sdapi/v1/txt2img`.
package struct TextToImageBody: WireObject {
    package static let title = "TextToImage"
    package static var manner: WireManner { .lenient }

    package var common = GenerationFields()
    package var hires = HiresFields()
    /// The keys that said something.
    package private(set) var given: Set<String> = []

    package init() {}

    package static let fields: [WireField<TextToImageBody>] =
        GenerationFields.fields.map { $0.lifted(to: \.common) }
        + HiresFields.fields.map { $0.lifted(to: \.hires) }

    package mutating func didRead(_ keys: Set<String>) { given = keys }

    /// The body with everything that was preset, as the answer repeats it: without pictures.
    package var echo: JSONObject {
        var echo = json.members ?? [:]
        echo["firstpass_image"] = .null
        return echo
    }
}
