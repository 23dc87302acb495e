import HTTPTypes

/// The fourth rule: a request that may change something has a body that browsers send across sites only after asking.
///
/// Forms and plain text need no such preflight, so they are refused; a form with files is taken where the route says
/// so, from a program or with an Authorization field, which no plain form can have.
enum ContentRule {
    static func check(_ request: HTTPRequest, _ operation: OperationFacts) throws(Refusal) {
        guard !safe.contains(request.method) else { return }
        let wrong = refusal(operation.body)
        let types = request.headerFields[values: .contentType]
        guard let text = types.first else {
            guard operation.body == .none || operation.body == .bytes, hasNoBody(request) else {
                throw wrong
            }
            return
        }
        guard types.count == 1, let type = MediaType(text) else { throw wrong }
        switch type.essence {
        case "application/json" where type.charset == nil || type.charset == "utf-8": return
        // What curl says of `-d ""`.
        case "application/x-www-form-urlencoded"
        where operation.body == .none && hasNoBody(request) && !isFromBrowser(request):
            return
        case "application/octet-stream" where operation.body == .bytes: return
        case "multipart/form-data" where operation.body == .jsonOrForm:
            guard request.headerFields.contains(.authorization) || !isFromBrowser(request) else {
                throw .bareForm
            }
        default: throw wrong
        }
    }

    private static func refusal(_ body: OperationFacts.Body) -> Refusal {
        switch body {
        case .none, .json: .wrongType
        case .jsonOrForm: .noForm
        case .bytes: .wrongBytesType
        }
    }

    /// The methods that change nothing.
    private static let safe: Set<HTTPRequest.Method> = [.get, .head, .options]

    private static func hasNoBody(_ request: HTTPRequest) -> Bool {
        request.headerFields[values: .contentLength].allSatisfy { $0 == "0" }
            && !request.headerFields.contains(.transferEncoding)
    }

    private static func isFromBrowser(_ request: HTTPRequest) -> Bool {
        request.headerFields.contains {
            $0.name == .origin || $0.name.canonicalName.hasPrefix("sec-fetch-")
        }
    }
}
