package import HTTPTypes
import Wire

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
    /// The fields of the request that are to blame.
    var faults: [FieldFault] = []

    package init(
        status: HTTPResponse.Status, code: String, sentence: String, limit: String? = nil,
        requestID: String
    ) {
        self.init(status, code, sentence, limit: limit, requestID: requestID, fields: [:])
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
        let body: JSONValue =
            switch dialect {
            case .kiln: kiln
            case .webUI: webUI
            case .openAI: openAI
            }
        return body.printable
    }

    private var kiln: JSONValue {
        var error: JSONObject = [
            "code": .string(code), "message": .string(sentence),
            "limit": limit.map { .string($0) } ?? .null, "request_id": .string(requestID),
        ]
        if !faults.isEmpty { error["fields"] = faults.json }
        return ["error": .object(error)]
    }

    /// The web UI's clients show `detail`, or `errors` where that is empty.
    private var webUI: JSONValue {
        var error: JSONObject = [
            "error": .string(code), "detail": .string(sentence), "body": "",
            "message": .string(sentence),
            "errors": .string(limit.map { "\(sentence) (limit: \($0))" } ?? sentence),
        ]
        if !faults.isEmpty { error["fields"] = faults.json }
        return .object(error)
    }

    /// There is room for one field.
    private var openAI: JSONValue {
        [
            "error": [
                "message": .string(sentence), "type": .string(openAIType),
                "param": (faults.first?.field ?? limit).map { .string($0) } ?? .null,
                "code": .string(code),
            ]
        ]
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
