package import HTTPTypes

/// What the gate says of a request.
package enum Verdict: Sendable, Hashable {
    /// The request goes on to its route. The fields belong on the response, whatever that is.
    case admitted(Principal, fields: HTTPFields)
    /// The answer to a browser that asks whether a page of an allowed origin may send the request: 204 with these
    /// fields and no body.
    case preflight(HTTPFields)
    case refused(Refusal)
}
