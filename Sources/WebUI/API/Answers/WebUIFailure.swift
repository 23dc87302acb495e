package import Wire

/// What the web UI's endpoints answer when they refuse.
package struct WebUIFailure: WireObject {
    package static let title = "WebUIFailure"

    /// The kind of error, in a word.
    package var error = ""
    /// What is wrong, in sentences.
    package var detail = ""
    package var body = ""
    package var errors = ""
    package var message = ""
    /// The fields of the request that are to blame.
    package var faults: [FieldFault]?

    package init() {}

    /// A refusal. What went wrong stands where clients of each web UI look for it.
    package init(_ error: String, _ detail: String) {
        (self.error, self.detail) = (error, detail)
        (errors, message) = (detail, detail)
    }

    package static let fields: [WireField<WebUIFailure>] = [
        .init("error", \.error, "The kind of error."),
        .init("detail", \.detail, "What is wrong, and what would be right."),
        .init("body", \.body, "Empty."),
        .init("errors", \.errors, "The same as detail, for clients of AUTOMATIC1111's web UI."),
        .init("message", \.message, "The same as detail, for clients of Forge."),
        .init(
            "fields", \.faults, "The fields that are to blame, if any are; Kiln's own.",
            .whereKnown),
    ]
}
