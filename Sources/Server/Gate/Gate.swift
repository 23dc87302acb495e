package import HTTPTypes

/// The one door of the server: every request passes it before any route sees it.
///
/// The rules, in this order: whom the request is for, which page sent it, what it brings, who sends it. A request that
/// breaks one is answered by the gate. Cookies are never looked at.
package struct Gate: Sendable {
    /// The paths that are open to everybody, for health checks.
    package static let openPaths: Set<String> = ["/healthz", "/readyz"]

    private let hostRule: HostRule
    private let originRule: OriginRule
    private let credentialRule: CredentialRule
    /// Proxies that say whose requests they hand on.
    let proxies: TrustedProxies

    /// - Parameter failures: the count of wrong credentials; one for the process.
    package init(
        configuration: GateConfiguration, failures: FailureLedger = FailureLedger()
    ) {
        hostRule = HostRule(allowed: configuration.hosts)
        originRule = OriginRule(allowed: configuration.origins, scheme: configuration.scheme)
        proxies = configuration.proxies
        credentialRule = CredentialRule(credentials: configuration.credentials, failures: failures)
    }

    /// - Parameters:
    ///   - request: the request's head.
    ///   - remote: the address at the connection's other end, which is that of a proxy where there is one.
    ///   - operation: what is known of the route, nil where none is for the request.
    package func verdict(
        _ request: HTTPRequest, from remote: String, operation: OperationFacts?
    ) -> Verdict {
        var fields = HTTPFields()
        do throws(Refusal) {
            let host = try hostRule(request)
            let standing = try originRule(request, host: host)
            if let answer = CrossOrigin.preflight(request, standing: standing) {
                return .preflight(answer)
            }
            fields = CrossOrigin.fields(
                for: standing, listsOrigins: !originRule.allowed.isEmpty)
            // Where there is no route nothing is read of a body, and the answer is that there is none.
            if let operation { try ContentRule.check(request, operation) }
            let operation = operation ?? .unknown
            if operation.access == .open, isOpen(request) {
                return .admitted(.anonymous, fields: fields)
            }
            let zone = remote.firstIndex(of: "%") ?? remote.endIndex
            let principal = try credentialRule(
                request, from: proxies.client(of: request, peer: IPAddress(remote[..<zone])),
                needing: operation.scope)
            return .admitted(principal, fields: fields)
        } catch {
            var refusal = error
            refusal.fields.append(contentsOf: fields)
            return .refused(refusal)
        }
    }

    private func isOpen(_ request: HTTPRequest) -> Bool {
        guard let path = request.path else { return false }
        let end = path.firstIndex(of: "?") ?? path.endIndex
        return Self.openPaths.contains(String(path[..<end]))
    }
}
