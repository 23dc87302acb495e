/// Somebody whom the server knows: a user with a password, or the bearer of a token.
struct Credential: Sendable {
    let principal: Principal
    /// Of the user's name; for a token, `noName`.
    let name: SecretDigest
    /// Of the password or the token.
    let secret: SecretDigest

    /// Of a name that no user can have, since names end at the first colon.
    static let noName = SecretDigest(":")

    init(user: Substring, password: Substring, scopes: Set<Scope>) {
        self.init(
            principal: Principal(kind: .user, name: String(user), scopes: scopes),
            name: SecretDigest(user), secret: SecretDigest(password))
    }

    /// - Parameter number: where in the list the token stands, which names it.
    init(token: some StringProtocol, number: Int, scopes: Set<Scope>) {
        let kind: Principal.Kind = scopes == [.worker] ? .worker : .token
        self.init(
            principal: Principal(kind: kind, name: "\(kind) \(number)", scopes: scopes),
            name: Self.noName, secret: SecretDigest(token))
    }

    private init(principal: Principal, name: SecretDigest, secret: SecretDigest) {
        self.principal = principal
        self.name = name
        self.secret = secret
    }

    /// The same at another place in the list.
    func numbered(_ number: Int) -> Credential {
        guard principal.kind != .user else { return self }
        let named = Principal(
            kind: principal.kind, name: "\(principal.kind) \(number)", scopes: principal.scopes)
        return Credential(principal: named, name: name, secret: secret)
    }
}
