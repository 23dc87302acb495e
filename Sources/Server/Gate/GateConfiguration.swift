/// Whom and what the gate lets through.
package struct GateConfiguration: Sendable {
    /// Names beside those of loopback that requests may be for.
    let hosts: Set<Authority>
    /// Each origin whose pages may use the server, with its spelling in responses.
    let origins: [Origin: String]
    package let credentials: Credentials
    /// Proxies that say whose requests they hand on.
    let proxies: TrustedProxies
    /// The scheme that browsers reach the server by: `https` behind a proxy that speaks TLS.
    let scheme: String

    /// - Parameters:
    ///   - hosts: names and addresses, each with a port or right with any: the address that is listened on, and those
    ///     of `--allow-host`.
    ///   - origins: such as `https://example.com`, of `--allow-origin`.
    ///   - credentials: those of persons, programs and workers.
    ///   - proxies: those of `--trusted-proxy`.
    ///   - isBehindTLS: whether browsers reach the server by `https`.
    package init(
        hosts: [String] = [], origins: [String] = [], credentials: Credentials = Credentials(),
        proxies: TrustedProxies = TrustedProxies(), isBehindTLS: Bool = false
    ) throws(GateError) {
        var allowed: Set<Authority> = []
        for host in hosts {
            guard let authority = Authority(host) ?? IPAddress(host).map(Authority.init(address:))
            else {
                throw .badHost(host)
            }
            allowed.insert(authority)
        }
        var listed: [Origin: String] = [:]
        for text in origins {
            let text = text.hasSuffix("/") ? text.dropLast() : text[...]
            guard let origin = Origin(text) else { throw .badOrigin(String(text)) }
            listed[origin] = origin.description
        }
        self.hosts = allowed
        self.origins = listed
        self.credentials = credentials
        self.proxies = proxies
        scheme = isBehindTLS ? "https" : "http"
    }
}

extension Authority {
    /// An address, with any port.
    fileprivate init(address: IPAddress) {
        self.init(host: .address(address), port: nil)
    }
}
