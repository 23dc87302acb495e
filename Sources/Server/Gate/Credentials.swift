/// Everybody whom the server knows, as digests of their secrets.
///
/// A list has one entry a line; empty lines and those that begin with `#` say nothing:
/// - `user:password` or `user:password:scope,scope` for a person, who signs in by HTTP Basic. A password with a colon
///   needs the scopes after it.
/// - `token` or `token:scope,scope` for a program, which sends `Authorization: Bearer token`; at least 16 characters.
///
/// Without scopes an entry has `read`, `generate` and `admin`. A token with the scope `worker` alone lets workers of
/// other machines claim jobs.
package struct Credentials: Sendable {
    /// The fewest characters of a token.
    package static let shortestToken = 16
    /// The most entries: with each request that offers credentials all are compared.
    package static let limit = 1_000

    private(set) var entries: [Credential] = []

    /// Nobody.
    package init() {}

    /// - Parameter list: the text of a list.
    package init(list: String) throws(GateError) {
        let lines = list.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let line = line.trimmed
            guard !line.isEmpty, line.first != "#" else { continue }
            try add(line: index + 1) { () throws(CredentialFault) in try CredentialLine(line) }
        }
    }

    /// - Parameter pairs: `user:password,user2:password2`, the web UI's form, as in the variable `KILN_API_AUTH`. Such
    ///   a password may have colons, and no commas.
    package init(pairs: String) throws(GateError) {
        for (index, pair) in pairs.split(separator: ",").enumerated() {
            try add(line: index + 1) { () throws(CredentialFault) in
                try CredentialLine(pair: pair.trimmed)
            }
        }
    }

    /// The same and others.
    package func adding(_ other: Credentials) throws(GateError) -> Credentials {
        var both = self
        for (index, entry) in other.entries.enumerated() {
            let number = both.entries.count { $0.principal.kind != .user } + 1
            do throws(CredentialFault) {
                try both.append(entry.numbered(number))
            } catch {
                throw .badLine(index + 1, error)
            }
        }
        guard both.entries.count <= Self.limit else { throw .tooMany(limit: Self.limit) }
        return both
    }

    /// The same and a token that workers have.
    package func adding(workerToken: String) throws(GateError) -> Credentials {
        try adding(Credentials(list: workerToken + ":" + Scope.worker.rawValue))
    }

    /// Whether no person and no program but workers is known.
    package var knowsNobody: Bool { entries.allSatisfy { $0.principal.kind == .worker } }

    /// Whether some entry is a user with a password.
    var hasUsers: Bool { entries.contains { $0.principal.kind == .user } }

    /// Whom the credentials are of, nil where nobody has them.
    ///
    /// All entries are compared in full, so that the time tells neither who is known nor how much is right.
    func principal(of offered: OfferedCredentials) -> Principal? {
        let name: SecretDigest
        let secret: SecretDigest
        switch offered {
        case .bearer(let token): (name, secret) = (Credential.noName, SecretDigest(token))
        case .basic(let user, let password):
            (name, secret) = (SecretDigest(user), SecretDigest(password))
        }
        var found = 0
        for (index, entry) in entries.enumerated() {
            let matches = entry.name.equals(name) & entry.secret.equals(secret)
            found |= Int(matches) * (index + 1)
        }
        return found > 0 ? entries[found - 1].principal : nil
    }

    private mutating func add(
        line: Int, _ read: () throws(CredentialFault) -> CredentialLine
    ) throws(GateError) {
        let number = entries.count { $0.principal.kind != .user } + 1
        do throws(CredentialFault) {
            switch try read() {
            case .user(let user, let password, let scopes):
                try append(Credential(user: user, password: password, scopes: scopes))
            case .token(let token, let scopes):
                try append(Credential(token: token, number: number, scopes: scopes))
            }
        } catch {
            throw .badLine(line, error)
        }
        guard entries.count <= Self.limit else { throw .tooMany(limit: Self.limit) }
    }

    private mutating func append(_ entry: Credential) throws(CredentialFault) {
        let isKnown = entries.contains {
            entry.principal.kind == .user
                ? $0.principal.kind == .user && $0.principal.name == entry.principal.name
                : $0.principal.kind != .user && $0.secret.equals(entry.secret) == 1
        }
        guard !isKnown else { throw .twice }
        entries.append(entry)
    }
}

extension Credentials: CustomStringConvertible, CustomReflectable {
    /// How many of each kind there are; never a name or a secret.
    package var description: String {
        func count(_ kind: Principal.Kind, _ word: String) -> String {
            let count = entries.count { $0.principal.kind == kind }
            return "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        return [count(.user, "user"), count(.token, "token"), count(.worker, "worker's token")]
            .joined(separator: ", ")
    }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
