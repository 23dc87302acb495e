/// Which URLs of pictures are read at all, before any name is resolved.
///
/// The text is read here and nowhere else, and what it means is passed on in parts, so that no second reader can take
/// it for another URL.
package enum URLPolicy {
    /// The most characters of a URL.
    package static let limit = 2_048
    package static let ports: Set<Int> = [80, 443]

    package static func check(_ text: String) throws(FetchError) -> CheckedURL {
        guard text.utf8.count <= limit,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }),
            let colon = text.firstIndex(of: ":")
        else { throw .badURL }
        guard let scheme = CheckedURL.Scheme(rawValue: text[..<colon].lowercased()) else {
            throw .badScheme
        }
        guard text[colon...].hasPrefix("://") else { throw .badURL }
        let rest = text[colon...].dropFirst(3)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard !rest[..<end].contains("@") else { throw .userInformation }
        let authority = try authority(rest[..<end])
        let port = authority.port ?? (scheme == .https ? 443 : 80)
        guard ports.contains(port) else { throw .badPort }
        let target = rest[end...].prefix { $0 != "#" }
        return CheckedURL(
            scheme: scheme, host: authority.host, port: port,
            target: target.first == "/" ? String(target) : "/" + target,
            saysPort: authority.port != nil)
    }

    /// What no URL may have, though some readers take it for something else.
    private static let forbidden = Set("\\\"<>^`{|}".utf8)

    /// Names at whose end only local networks, or none, stand (RFC 6761, 6762, 7686, 8375, 9476 and custom).
    private static let localEndings: Set<Substring> = [
        "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp",
        "private", "arpa", "onion", "alt", "test", "invalid", "example",
    ]

    private static func authority(_ text: Substring) throws(FetchError) -> Authority {
        guard let authority = Authority(text) else { throw .badHost }
        switch authority.host {
        case .address(let address):
            guard AddressPolicy.isPublic(address) else { throw .privateAddress }
        case .name(let name):
            let labels = name.split(separator: ".")
            guard labels.count > 1, let last = labels.last, !localEndings.contains(last) else {
                throw .localName
            }
        }
        return authority
    }
}
