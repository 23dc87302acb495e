/// Who a request is from, after the gate.
package struct Principal: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Nobody that is known: health checks only.
        case anonymous
        /// Anybody on this machine, where no credentials are configured.
        case local
        case user
        case token
        case worker
    }

    package let kind: Kind
    /// A word for logs and for counting jobs per principal: the user's name, "token 2", "local". Never a secret.
    package let name: String
    package let scopes: Set<Scope>

    package static let anonymous = Principal(kind: .anonymous, name: "anonymous", scopes: [])
    package static let local = Principal(kind: .local, name: "local", scopes: Scope.persons)
}
