/// A URL that may be fetched, if its host's addresses are public.
package struct CheckedURL: Sendable, Hashable {
    package enum Scheme: String, Sendable {
        case http, https
    }

    package let scheme: Scheme
    package let host: Authority.Host
    /// 80 or 443.
    package let port: Int
    /// Path and query, as a request's line has them.
    package let target: String
    /// Whether the URL says the port, as the Host field must then too.
    let saysPort: Bool

    /// The value of the request's Host field.
    package var authority: String { saysPort ? "\(host):\(port)" : "\(host)" }

    /// Where a redirect from here leads (RFC 3986 §5.2, dots in paths left to the server).
    func redirected(to location: String) -> String {
        let origin = "\(scheme.rawValue)://\(authority)"
        let path = target.prefix { $0 != "?" }
        if location.hasPrefix("//") { return scheme.rawValue + ":" + location }
        if location.hasPrefix("/") { return origin + location }
        if location.hasPrefix("?") { return origin + path + location }
        let first = location.prefix { !"/?#".contains($0) }
        if first.contains(":") { return location }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return origin + folder + location
    }
}
