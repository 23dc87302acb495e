import HTTPTypes

/// The last rule: who sends the request, and whether they may.
struct CredentialRule: Sendable {
    let credentials: Credentials
    let failures: FailureLedger

    func callAsFunction(
        _ request: HTTPRequest, from remote: IPAddress?, needing scope: Scope
    ) throws(Refusal) -> Principal {
        let offered = OfferedCredentials(request)
        if credentials.knowsNobody, scope != .worker {
            return try local(from: remote, offered: offered)
        }
        guard let offered else { throw refusal(for: scope) }
        let wait = failures.wait(for: remote)
        if let wait, scope != .worker { throw .tooManyFailures(wait: wait) }
        // A worker's token is too long to be guessed, and workers may share an address with somebody who guesses
        // passwords: what that one does must not keep them out. Of persons nobody is known there meanwhile, so that
        // the answer is the same whether a password is right.
        let known = credentials.principal(of: offered)
        guard let principal = known, wait == nil || principal.kind == .worker else {
            failures.record(remote)
            throw wait.map { .tooManyFailures(wait: $0) } ?? refusal(for: scope)
        }
        guard principal.scopes.contains(scope) else { throw .missing(scope) }
        return principal
    }

    /// Without credentials of persons everybody on this machine may do everything but what is the workers'. Clients
    /// that cannot be told to leave an Authorization field out are let through with it.
    private func local(
        from remote: IPAddress?, offered: OfferedCredentials?
    ) throws(Refusal) -> Principal {
        guard let remote, remote.isLoopback else { throw refusal(for: .read) }
        if let offered, credentials.principal(of: offered) != nil { throw .missing(.read) }
        return .local
    }

    private func refusal(for scope: Scope) -> Refusal {
        let bearer = "Bearer realm=\"Kiln\""
        let basic = "Basic realm=\"Kiln\", charset=\"UTF-8\""
        return .unauthorized(
            challenges: scope != .worker && credentials.hasUsers ? [basic, bearer] : [bearer])
    }
}
