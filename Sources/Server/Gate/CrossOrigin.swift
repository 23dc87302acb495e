import HTTPTypes

/// The fields by which a page of another, allowed origin may read responses (CORS, as the Fetch standard has it).
///
/// Every value stands in the program or in its configuration; none is taken from the request.
enum CrossOrigin {
    /// Fields of every response. With a list of origins, caches must tell responses apart by origin.
    static func fields(for standing: OriginRule.Standing, listsOrigins: Bool) -> HTTPFields {
        var fields = HTTPFields()
        if listsOrigins { fields[.vary] = "Origin" }
        guard case .listed(let origin) = standing else { return fields }
        fields[.accessControlAllowOrigin] = origin
        fields[.accessControlExposeHeaders] =
            "Content-Range, ETag, Location, Retry-After, X-Request-Id"
        return fields
    }

    /// The answer to a preflight, nil where the request is none.
    static func preflight(
        _ request: HTTPRequest, standing: OriginRule.Standing
    ) -> HTTPFields? {
        guard case .listed = standing, request.method == .options,
            request.headerFields.contains(.accessControlRequestMethod)
        else { return nil }
        var fields = fields(for: standing, listsOrigins: true)
        fields[.accessControlAllowMethods] = "GET, POST, PUT, PATCH, DELETE"
        fields[.accessControlAllowHeaders] =
            "Authorization, Content-Type, Last-Event-ID, Idempotency-Key, If-None-Match, Range"
        fields[.accessControlMaxAge] = "600"
        if request.headerFields.contains(.requestPrivateNetwork) {
            fields[.allowPrivateNetwork] = "true"
        }
        return fields
    }
}

extension HTTPField.Name {
    static let requestPrivateNetwork = named("Access-Control-Request-Private-Network")
    static let allowPrivateNetwork = named("Access-Control-Allow-Private-Network")
}
