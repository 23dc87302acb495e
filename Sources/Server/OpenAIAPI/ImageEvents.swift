import Wire

/// The data of an event that brings an image.
struct ImageEvent: WireObject {
    static let title = "ImageEventData"

    var type = ""
    var base64 = ""
    var createdAt = 0
    var size = ""
    var quality = "auto"
    var background = "opaque"
    var outputFormat = ""
    var partialIndex: Int?
    var usage: ImageUsage?

    static let fields: [WireField<Self>] = [
        .init("type", \.type, "The event's name."),
        .init("b64_json", \.base64, "The file in base64."),
        .init("created_at", \.createdAt, "When, in Unix seconds."),
        .init("size", \.size, "WIDTHxHEIGHT of the first pass, in pixels."),
        .init("quality", \.quality, "Always auto."),
        .init("background", \.background, "Always opaque."),
        .init("output_format", \.outputFormat, "The file format."),
        .init(
            "partial_image_index", \.partialIndex,
            "Which of an image's partial ones it is, from 0.", .whereKnown),
        .init("usage", \.usage, "Counts of tokens, all 0.", .whereKnown),
    ]
}

/// What clients expect to be told of tokens, of which there are none.
struct ImageUsage: WireObject {
    static let title = "ImageUsage"

    /// Tokens by what they were for.
    struct Details: WireObject {
        static let title = "ImageUsageDetails"

        var text = 0
        var image = 0

        static let fields: [WireField<Self>] = [
            .init("text_tokens", \.text, "Always 0."), .init("image_tokens", \.image, "Always 0."),
        ]
    }

    var total = 0
    var input = 0
    var output = 0
    var details = Details()

    static let fields: [WireField<Self>] = [
        .init("total_tokens", \.total, "Always 0."), .init("input_tokens", \.input, "Always 0."),
        .init("output_tokens", \.output, "Always 0."),
        .init("input_tokens_details", \.details, "Always 0."),
    ]
}

/// The data of the event that ends a stream without its images.
struct ImageErrorEvent: WireObject {
    static let title = "ImageErrorEventData"

    var type = "error"
    var error = JobErrorObject()

    static let fields: [WireField<Self>] = [
        .init("type", \.type, "Always error."), .init("error", \.error, "What went wrong."),
    ]
}

extension EventStream {
    /// Images as they are made.
    ///
    /// - Parameter event: what the events' names begin with.
    static func images(_ event: String) -> EventStream {
        EventStream(
            event == "image_edit" ? "ImageEditEvent" : "ImageGenerationEvent",
            [
                Kind(
                    "\(event).partial_image", "What an image looks like before it is finished.",
                    ImageEvent.self, always: ["partial_image_index"]),
                Kind(
                    "\(event).completed", "An image is finished.", ImageEvent.self,
                    always: ["usage"]),
                Kind("error", "The end, without all images.", ImageErrorEvent.self),
            ])
    }
}
