/// Where a page came from, as a browser says it (RFC 6454): scheme, host and port, in one spelling.
///
/// `null` and whatever else is no such triple is not read.
package struct Origin: Sendable, Hashable {
    package let scheme: String
    package let host: Authority.Host
    /// The port, also where the text leaves it to the scheme; nil for schemes that have none.
    package let port: Int?

    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        guard let mark = text.firstRange(of: "://"),
            let authority = Authority(text[mark.upperBound...])
        else { return nil }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard scheme.utf8.first?.isLetter == true, scheme.utf8.count <= 64,
            scheme.utf8.allSatisfy({
                $0.isLetter || $0.isDecimalDigit || "+-.".utf8.contains($0)
            })
        else { return nil }
        self.init(scheme: scheme, authority: authority)
    }

    /// The origin of the pages that a server with this authority serves.
    init(scheme: String, authority: Authority) {
        self.scheme = scheme
        host = authority.host
        port = authority.port ?? Self.defaultPorts[scheme]
    }

    private static let defaultPorts = ["http": 80, "https": 443]
}

extension Origin: CustomStringConvertible {
    /// The origin as a browser writes it: the scheme's own port is left out.
    package var description: String {
        let port = port == Self.defaultPorts[scheme] ? nil : port
        return "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    }
}
