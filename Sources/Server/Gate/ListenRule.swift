/// Where a server may listen, and whom it may serve without asking who they are.
package enum ListenRule {
    /// Refuses to serve other machines if the server would not ask who they are.
    ///
    /// - Parameters:
    ///   - host: the name or address to listen on. Only `localhost` and addresses of loopback are closed to others: what
    ///     other names resolve to may change.
    ///   - gate: what hints at a proxy, to which everybody comes from loopback: `https`, trusted proxies, names beside
    ///     those of loopback.
    /// - Throws: `GateError.openToOthers`, `.openBehindProxy`.
    package static func check(host: String, _ gate: GateConfiguration) throws(GateError) {
        guard gate.credentials.knowsNobody else { return }
        let isClosed = host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true
        guard isClosed else { throw .openToOthers(host: host) }
        if gate.scheme == "https" { throw .openBehindProxy(option: "--behind-tls") }
        if !gate.proxies.isEmpty { throw .openBehindProxy(option: "--trusted-proxy") }
        guard gate.hosts.allSatisfy(\.host.isLoopback) else {
            throw .openBehindProxy(option: "--allow-host")
        }
    }
}
