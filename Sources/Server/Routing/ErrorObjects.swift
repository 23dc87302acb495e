import Wire

/// What every refusal of Kiln's own API is.
struct ErrorObject: WireObject {
    static let title = "Error"

    var error = ErrorDetail()

    static let fields: [WireField<Self>] = [
        .init("error", \.error, "What is wrong.", .required)
    ]
}

/// What is wrong.
struct ErrorDetail: WireObject {
    static let title = "ErrorDetail"

    var code = ""
    var message = ""
    var limit: String?
    var requestID = ""
    var faults: [FieldFault]?

    static let fields: [WireField<Self>] = [
        .init("code", \.code, "A word for programs.", .required),
        .init("message", \.message, "A sentence for people.", .required),
        .init("limit", \.limit, "The limit that was reached."),
        .init("request_id", \.requestID, "What the server's log calls the request."),
        .init("fields", \.faults, "The fields that are to blame, if any are.", .whereKnown),
    ]
}

/// What every refusal of the OpenAI API is.
struct OpenAIErrorObject: WireObject {
    static let title = "OpenAIError"

    var error = OpenAIErrorDetail()

    static let fields: [WireField<Self>] = [
        .init("error", \.error, "What is wrong.", .required)
    ]
}

/// What is wrong, in OpenAI's words.
struct OpenAIErrorDetail: WireObject {
    static let title = "OpenAIErrorDetail"

    var message = ""
    var type = ""
    var parameter: String?
    var code = ""

    static let fields: [WireField<Self>] = [
        .init("message", \.message, "A sentence for people.", .required),
        .init("type", \.type, "The kind of error.", .required),
        .init("param", \.parameter, "The field that is to blame, or the limit that was reached."),
        .init("code", \.code, "A word for programs."),
    ]
}
