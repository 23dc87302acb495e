import HTTPTypes

@testable import Server

/// A request as a browser or a program may send it, in words, and what must become of it by the rules' own words.
struct BrowserCase: CustomStringConvertible {
    enum Page: CaseIterable { case none, null, same, other, otherPort, suffix, listed }
    enum Host: String, CaseIterable {
        case localhost = "localhost:7860"
        case address = "127.0.0.1:7860"
        case sixth = "[::1]"
        case named = "kiln.example.com"
        case rebound = "evil.example:7860"
        case suffixed = "localhost.evil.example"
        case number = "2130706433:7860"
        case empty = ""

        /// The answer that the host alone earns; nil where it may pass.
        var refusal: Int? {
            switch self {
            case .localhost, .address, .sixth, .named: nil
            case .rebound, .suffixed: 421
            case .number, .empty: 400
            }
        }
    }
    enum Content: CaseIterable {
        case nothing, untyped, json, jsonUTF8, text, urlEncoded, form, bytes
    }
    enum Site: String, CaseIterable {
        case absent
        case none
        case sameOrigin = "same-origin"
        case sameSite = "same-site"
        case crossSite = "cross-site"
    }
    enum Route: CaseIterable {
        case read, makeJSON, interrupt, edit, cancel, missing, claim, deliver, health, preflight,
            openElsewhere

        var method: HTTPRequest.Method {
            switch self {
            case .read, .health, .openElsewhere: .get
            case .makeJSON, .interrupt, .edit, .missing, .claim: .post
            case .cancel: .delete
            case .deliver: .put
            case .preflight: .options
            }
        }

        var path: String {
            switch self {
            case .health: "/healthz?verbose"
            case .openElsewhere: "/kiln/v1/jobs/healthz"
            default: "/some/path"
            }
        }

        var facts: OperationFacts? {
            switch self {
            case .read: OperationFacts(access: .scope(.read))
            case .makeJSON: OperationFacts(access: .scope(.generate), body: .json)
            case .interrupt, .cancel: OperationFacts(access: .scope(.generate))
            case .edit: OperationFacts(access: .scope(.generate), body: .jsonOrForm)
            case .claim: OperationFacts(access: .scope(.worker), body: .json)
            case .deliver: OperationFacts(access: .scope(.worker), body: .bytes)
            case .health, .openElsewhere: OperationFacts(access: .open)
            case .missing, .preflight: nil
            }
        }
    }

    let page: Page, host: Host, content: Content, site: Site, route: Route
    /// Whether the request has the right token.
    let isAuthorized: Bool

    static let listed = "https://app.example.com:8443"
    static let token = "0123456789abcdef0123456789abcdef"

    var description: String { "\(page) \(host) \(content) \(site) \(route) \(isAuthorized)" }

    var origin: String? {
        switch page {
        case .none: nil
        case .null: "null"
        case .same: "http://\(host.rawValue)"
        case .other: "https://evil.example"
        case .otherPort: "http://localhost:7861"
        case .suffix: Self.listed + ".evil.example"
        case .listed: Self.listed
        }
    }

    var request: HTTPRequest {
        var fields = HTTPFields()
        fields[.origin] = origin
        if site != .absent { fields[.secFetchSite] = site.rawValue }
        switch content {
        case .nothing: break
        case .untyped: fields[.contentLength] = "12"
        case .json: fields[.contentType] = "application/json"
        case .jsonUTF8: fields[.contentType] = "Application/JSON; charset=\"UTF-8\""
        case .text: fields[.contentType] = "text/plain;charset=UTF-8"
        case .urlEncoded: fields[.contentType] = "application/x-www-form-urlencoded"
        case .bytes: fields[.contentType] = "application/octet-stream"
        case .form: fields[.contentType] = "multipart/form-data; boundary=application/json"
        }
        if route == .preflight { fields[.accessControlRequestMethod] = "POST" }
        if isAuthorized { fields[.authorization] = "Bearer \(Self.token)" }
        return HTTPRequest(
            method: route.method, scheme: "http", authority: host.rawValue, path: route.path,
            headerFields: fields)
    }

    /// The status that the request must be answered with; 0 where it must be let through.
    ///
    /// Written from the rules, not from the code: no text is parsed here.
    func expected(withToken: Bool) -> Int {
        if let refusal = host.refusal { return refusal }
        let isForeignPage = [.null, .other, .otherPort, .suffix].contains(page)
        let isForeignSite = [.sameSite, .crossSite].contains(site)
        if isForeignPage || (isForeignSite && page != .listed) { return 403 }
        if route == .preflight, page == .listed { return 204 }
        if let refusal = contentRefusal { return refusal }
        switch route {
        case .health: return 0
        case .claim, .deliver: return !isAuthorized || !withToken ? 401 : 403
        default: return !withToken || isAuthorized ? 0 : 401
        }
    }

    private var contentRefusal: Int? {
        switch route {
        case .read, .health, .preflight, .openElsewhere, .missing: return nil
        case .makeJSON, .claim: return isJSON ? nil : 415
        case .interrupt, .cancel:
            // Programs call an empty body a form; browsers, which tell of themselves, may not.
            let isEmptyForm = content == .urlEncoded && page == .none && site == .absent
            return isJSON || content == .nothing || isEmptyForm ? nil : 415
        case .deliver: return isJSON || [.nothing, .bytes].contains(content) ? nil : 415
        case .edit:
            guard content == .form else { return isJSON ? nil : 415 }
            let mayBeForm = page == .none && site == .absent
            return mayBeForm || isAuthorized ? nil : 403
        }
    }

    private var isJSON: Bool { content == .json || content == .jsonUTF8 }
}
