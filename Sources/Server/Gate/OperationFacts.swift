/// What the gate must know of the route that a request is for.
package struct OperationFacts: Sendable, Hashable {
    /// Who may call.
    package enum Access: Sendable, Hashable {
        /// Anybody. The gate honours it for the paths of health checks only (`Gate.openPaths`).
        case open
        case scope(Scope)
    }

    /// What the request's body may be.
    package enum Body: Sendable, Hashable {
        /// Nothing is read of a body; JSON is let through.
        case none
        case json
        /// JSON, or a form with files (`multipart/form-data`).
        case jsonOrForm
        /// Bytes (`application/octet-stream`), JSON or nothing: what workers send.
        case bytes
    }

    package let access: Access
    package let body: Body

    package init(access: Access, body: Body = .none) {
        self.access = access
        self.body = body
    }

    /// What holds for a request that no route is for: it takes a principal to learn that there is none.
    static let unknown = OperationFacts(access: .scope(.read))

    /// The scope that is needed.
    var scope: Scope {
        switch access {
        case .open: .read
        case .scope(let scope): scope
        }
    }
}
