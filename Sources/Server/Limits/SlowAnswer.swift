import HTTPTypes

extension ConnectionPace.Fault {
    /// The answer to the request that is coming in, as it goes over the wire; nil where none is due.
    func answer(_ limits: Limits) -> [UInt8]? {
        guard let breach = breach(limits) else { return nil }
        let body = ErrorBody(breach, requestID: "").json(.kiln)
        let head = """
            HTTP/1.1 \(breach.status.code) \(breach.status.reasonPhrase)\r
            Connection: close\r
            Content-Type: application/json\r
            Content-Length: \(body.count)\r
            \r

            """
        return Array(head.utf8) + body
    }

    /// What the request that is coming in goes over; nil where none is.
    func breach(_ limits: Limits) -> LimitBreach? {
        switch self {
        case .slowHead: .slowHead(seconds: Int(limits.headerTime.components.seconds))
        case .longHead: .headersTooLarge(bytes: limits.headerBytes)
        case .slowBody: .slowBody(rate: limits.bodyRate)
        case .longBody: .bodyTooLarge(bytes: limits.longestBody)
        case .silent, .stalled, .idle, .crowded: nil
        }
    }
}
