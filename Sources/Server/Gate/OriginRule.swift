import HTTPTypes

/// The second and third rule: what a browser says of the page that sent the request (Fetch Metadata, Origin).
///
/// Programs that are no browsers send neither field and pass.
struct OriginRule: Sendable {
    /// What is known of the page.
    enum Standing: Sendable, Hashable {
        /// No Origin field.
        case absent
        /// The page is this server's own.
        case own
        /// The page's origin is on the list, where it is spelled so.
        case listed(String)
    }

    /// Each allowed origin with its spelling in responses.
    let allowed: [Origin: String]
    /// The scheme that browsers reach this server by.
    let scheme: String

    /// - Parameter host: whom the request is for, which the first rule found allowed.
    func callAsFunction(_ request: HTTPRequest, host: Authority) throws(Refusal) -> Standing {
        let standing = try standing(request.headerFields[values: .origin], host: host)
        for site in request.headerFields[values: .secFetchSite] {
            if case .listed = standing { continue }
            guard site == "same-origin" || site == "none" else { throw .crossSite }
        }
        return standing
    }

    private func standing(_ origins: [String], host: Authority) throws(Refusal) -> Standing {
        guard let text = origins.first else { return .absent }
        guard origins.count == 1, let origin = Origin(text) else { throw .foreignOrigin }
        if let spelling = allowed[origin] { return .listed(spelling) }
        guard origin == Origin(scheme: scheme, authority: host) else { throw .foreignOrigin }
        return .own
    }
}

extension HTTPField.Name {
    /// Fetch Metadata's `Sec-Fetch-Site`.
    static let secFetchSite = named("Sec-Fetch-Site")

    /// The name of a field that this program spells itself.
    static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("\(text) cannot name a field.")
        }
        return name
    }
}
