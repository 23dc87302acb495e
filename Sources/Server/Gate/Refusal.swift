package import HTTPTypes

/// Why the gate refuses a request. Nothing in it is taken from the request.
package struct Refusal: Error, Sendable, Hashable {
    package let status: HTTPResponse.Status
    /// A word for machines, such as `foreign_origin`.
    package let code: String
    /// One sentence that says what is wrong and what would be right.
    package let sentence: String
    /// Fields of the response beside those of its body.
    package var fields: HTTPFields

    init(
        _ status: HTTPResponse.Status, _ code: String, _ sentence: String, fields: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.sentence = sentence
        self.fields = fields
    }
}

extension Refusal {
    static let noHost = Refusal(
        .badRequest, "bad_host",
        "The request must say in exactly one Host field which server it is for.")
    static let oddHost = Refusal(
        .badRequest, "bad_host",
        "The Host field must be a plain name or address with an optional port.")
    static let unknownHost = Refusal(
        .misdirectedRequest, "unknown_host",
        "This server does not answer to the name in the Host field; names beside localhost are given with "
            + "--allow-host.")
    static let crossSite = Refusal(
        .forbidden, "cross_site",
        "A page of another site sent the request; origins that may are given with --allow-origin.")
    static let foreignOrigin = Refusal(
        .forbidden, "foreign_origin",
        "The Origin field names a page that may not use this server; origins that may are given with "
            + "--allow-origin.")
    static let wrongType = Refusal(
        .unsupportedMediaType, "content_type",
        "The request must have a body in JSON and say so: Content-Type: application/json.")
    static let noForm = Refusal(
        .unsupportedMediaType, "content_type",
        "The request must be a form with files and say so: Content-Type: multipart/form-data.")
    static let wrongBytesType = Refusal(
        .unsupportedMediaType, "content_type",
        "The request must have a body in JSON or of bytes, and say so: Content-Type: application/json or "
            + "application/octet-stream.")
    static let bareForm = Refusal(
        .forbidden, "bare_form",
        "A form from a browser is taken only with an Authorization field; JSON is taken without.")

    static func unauthorized(challenges: [String]) -> Refusal {
        var fields = HTTPFields()
        for challenge in challenges {
            fields.append(HTTPField(name: .wwwAuthenticate, value: challenge))
        }
        return Refusal(
            .unauthorized, "unauthorized",
            "The request needs credentials that this server knows, in an Authorization field.",
            fields: fields)
    }

    /// - Parameter wait: whole seconds, at least 1.
    static func tooManyFailures(wait: Int) -> Refusal {
        Refusal(
            .tooManyRequests, "too_many_failures",
            "Too many requests with wrong credentials came from this address; try again in "
                + (wait == 1 ? "1 second." : "\(wait) seconds."),
            fields: [.retryAfter: "\(wait)"])
    }

    static func missing(_ scope: Scope) -> Refusal {
        Refusal(
            .forbidden, "missing_scope",
            scope == .worker
                ? "Only a worker's token opens this route."
                : "These credentials lack the scope \"\(scope.rawValue)\" that this route needs.")
    }
}
