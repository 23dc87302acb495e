package import HTTPTypes

/// What a response says of an error, in the words of the API that the request was for.
package struct ErrorBody: Sendable, Hashable {
    package let status: HTTPResponse.Status
    /// A word for machines, such as `over_limit`.
    package let code: String
    /// One sentence for people.
    package let sentence: String
    /// The limit that the request went over, as in `LimitBreach.limit`.
    package let limit: String?
    /// What the server's log calls the request.
    package let requestID: String
    /// Fields of the response beside those of its body.
    package let fields: HTTPFields

    package init(
        status: HTTPResponse.Status, code: String, sentence: String, limit: String? = nil,
        requestID: String
    ) {
        self.init(status, code, sentence, limit: limit, requestID: requestID, fields: [:])
    }

    package init(_ refusal: Refusal, requestID: String) {
        self.init(
            refusal.status, refusal.code, refusal.sentence, limit: nil, requestID: requestID,
            fields: refusal.fields)
    }

    package init(_ breach: LimitBreach, requestID: String) {
        var fields = HTTPFields()
        fields[.retryAfter] = breach.retryAfter.map(String.init)
        self.init(
            breach.status, breach.code, breach.description, limit: breach.limit,
            requestID: requestID, fields: fields)
    }

    private init(
        _ status: HTTPResponse.Status, _ code: String, _ sentence: String, limit: String?,
        requestID: String, fields: HTTPFields
    ) {
        self.status = status
        self.code = code
        self.sentence = sentence
        self.limit = limit
        self.requestID = requestID
        self.fields = fields
    }
}

extension ErrorBody {
    /// The APIs that differ in how they word an error.
    package enum Dialect: Sendable, Hashable, CaseIterable {
        case kiln
        /// The web UI's.
        case webUI
        /// OpenAI's.
        case openAI

        /// The dialect of the routes under a path.
        package init(path: String) {
            if path.hasPrefix("/sdapi/") || path.hasPrefix("/internal/") {
                self = .webUI
            } else if path.hasPrefix("/v1/") {
                self = .openAI
            } else {
                self = .kiln
            }
        }
    }

    /// The body as JSON.
    package func json(_ dialect: Dialect) -> [UInt8] {
        switch dialect {
        case .kiln: kiln
        case .webUI: webUI
        case .openAI: openAI
        }
    }

    private var kiln: [UInt8] {
        var error = JSONText()
        error.add("code", code)
        error.add("message", sentence)
        error.add("limit", limit)
        error.add("request_id", requestID)
        var body = JSONText()
        body.add("error", object: error)
        return body.object
    }

    /// The web UI's clients show `detail`, or `errors` where that is empty.
    private var webUI: [UInt8] {
        var body = JSONText()
        body.add("error", code)
        body.add("detail", sentence)
        body.add("body", "")
        body.add("message", sentence)
        body.add("errors", limit.map { "\(sentence) (limit: \($0))" } ?? sentence)
        return body.object
    }

    private var openAI: [UInt8] {
        var error = JSONText()
        error.add("message", sentence)
        error.add("type", openAIType)
        error.add("param", limit)
        error.add("code", code)
        var body = JSONText()
        body.add("error", object: error)
        return body.object
    }

    private var openAIType: String {
        switch status.code {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}
