/// One line of a list of credentials, read.
enum CredentialLine {
    case user(Substring, password: Substring, scopes: Set<Scope>)
    case token(Substring, scopes: Set<Scope>)

    /// - Parameter line: a line of a file, without blanks at its ends.
    init(_ line: Substring) throws(CredentialFault) {
        try Self.checkCharacters(line)
        guard let first = line.firstIndex(of: ":"), let last = line.lastIndex(of: ":") else {
            self = .token(try Self.token(line, scopes: Scope.persons), scopes: Scope.persons)
            return
        }
        let head = line[..<last]
        let listed = try Self.scopes(line[line.index(after: last)...], required: first != last)
        if first == last, let listed {
            self = .token(try Self.token(head, scopes: listed), scopes: listed)
        } else if first == last {
            self = try Self.user(line, scopes: Scope.persons)
        } else {
            self = try Self.user(head, scopes: listed ?? [])
        }
    }

    /// - Parameter pair: `user:password`.
    init(pair: Substring) throws(CredentialFault) {
        try Self.checkCharacters(pair)
        self = try Self.user(pair, scopes: Scope.persons)
    }

    private static func checkCharacters(_ text: Substring) throws(CredentialFault) {
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw .controlCharacter
        }
    }

    private static func user(
        _ pair: Substring, scopes: Set<Scope>
    ) throws(CredentialFault) -> CredentialLine {
        let colon = pair.firstIndex(of: ":") ?? pair.endIndex
        let password = pair[colon...].dropFirst()
        guard colon > pair.startIndex else { throw .emptyUser }
        guard !password.isEmpty else { throw .emptyPassword }
        guard !scopes.contains(.worker) else { throw .workerUser }
        return .user(pair[..<colon], password: password, scopes: scopes)
    }

    private static func token(
        _ token: Substring, scopes: Set<Scope>
    ) throws(CredentialFault) -> Substring {
        guard token.count >= Credentials.shortestToken else { throw .shortToken }
        guard !scopes.contains(.worker) || scopes == [.worker] else { throw .mixedWorker }
        return token
    }

    /// The scopes that the text lists with what they include.
    ///
    /// - Returns: Nil where nothing in the text is a scope and none is required, so that it is a password.
    private static func scopes(
        _ text: Substring, required: Bool
    ) throws(CredentialFault) -> Set<Scope>? {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        let scopes = words.compactMap { Scope(rawValue: String($0)) }
        if scopes.isEmpty, !required { return nil }
        guard !text.isEmpty else { throw .emptyScopes }
        guard scopes.count == words.count else { throw .unknownScope }
        return scopes.reduce(into: []) { $0.formUnion($1.included) }
    }
}
