import HTTPTypes

/// The first rule: a request must be for a name that this server answers to.
///
/// It keeps out pages whose own name was made to resolve to this machine (DNS rebinding): their requests carry that
/// name.
struct HostRule: Sendable {
    /// Names and addresses beside those of loopback; one with a port is right with that port only.
    let allowed: Set<Authority>

    /// - Returns: Whom the request is for.
    func callAsFunction(_ request: HTTPRequest) throws(Refusal) -> Authority {
        // Of several Host fields the first becomes the request's authority, and the others stay fields.
        let others = request.headerFields.filter { $0.name.canonicalName == "host" }.map(\.value)
        let hosts = (request.authority.map { [$0] } ?? []) + others
        guard hosts.count == 1, let host = hosts.first else { throw .noHost }
        guard let authority = Authority(host) else { throw .oddHost }
        guard authority.host.isLoopback || allows(authority) else { throw .unknownHost }
        return authority
    }

    private func allows(_ authority: Authority) -> Bool {
        allowed.contains(authority) || allowed.contains(authority.anyPort)
    }
}

extension Authority {
    /// The same host with no port said.
    var anyPort: Authority { Authority(host: host, port: nil) }
}
