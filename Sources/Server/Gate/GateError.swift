/// What can be wrong with the gate's configuration. No secret is in it.
package enum GateError: Error, Equatable, Sendable {
    /// An allowed host that is no plain name or address.
    case badHost(String)
    /// An allowed origin that is no scheme, host and port.
    case badOrigin(String)
    /// A trusted proxy that is no address.
    case badProxy(String)
    /// The file of credentials cannot be read.
    case unreadable(path: String, reason: String)
    /// Others than its owner may read or change the file of credentials.
    case exposedFile(path: String, mode: UInt32)
    /// The file of credentials is larger than any list of them.
    case largeFile(path: String, limit: Int)
    /// A line of the credentials breaks a rule.
    case badLine(Int, CredentialFault)
    /// There are more credentials than are compared with each request.
    case tooMany(limit: Int)
    /// The server would answer to other machines without asking who they are.
    case openToOthers(host: String)
    /// The server would answer to all whom a proxy hands on, without asking who they are.
    case openBehindProxy(option: String)
    /// Credentials were given, and no person or program but workers is among them.
    case nobody(source: String)
}

/// What can be wrong with one line of credentials.
package enum CredentialFault: Error, Equatable, Sendable {
    case emptyUser
    case emptyPassword
    case shortToken
    case emptyScopes
    case unknownScope
    case mixedWorker
    case workerUser
    case twice
    case controlCharacter
}

extension GateError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    package var description: String {
        switch self {
        case .badHost(let host):
            "\"\(host)\" is no host to answer to; a name, an IPv4 address or an IPv6 address in brackets is, "
                + "with or without a port."
        case .badOrigin(let origin):
            "\"\(origin)\" is no origin; https://example.com or http://localhost:3000 is one, and none stands "
                + "for all."
        case .badProxy(let proxy):
            "\"\(proxy)\" is no address of a proxy; 127.0.0.1 or fd00::2 is one, names are not."
        case .unreadable(let path, let reason):
            "The credentials in \(path) cannot be read: \(reason)."
        case .exposedFile(let path, let mode):
            "The credentials in \(path) are open to other users of this machine (mode "
                + "\(String(mode, radix: 8))); make them the server's own with: chmod 600 \(path)"
        case .largeFile(let path, let limit):
            "\(path) is no list of credentials: it is larger than \(limit) bytes."
        case .badLine(let line, let fault): "Line \(line) of the credentials \(fault)."
        case .tooMany(let limit):
            "There are more than \(limit) credentials; use a reverse proxy that knows so many."
        case .openToOthers(let host):
            "The server would be open to everybody who reaches \(host); give it credentials with "
                + "--api-auth-file or KILN_API_AUTH, or let it listen on 127.0.0.1."
        case .openBehindProxy(let option):
            "\(option) is for a server that others reach through a proxy, and this one would be open to them "
                + "all; give it credentials with --api-auth-file or KILN_API_AUTH, or leave \(option) out."
        case .nobody(let source):
            "\(source) names no user and no token but workers', so that the server would ask nobody who they are; "
                + "write user:password there, or leave it out, which opens the server to this machine alone."
        }
    }
}

extension CredentialFault: CustomStringConvertible {
    /// What a line does, as the rest of a sentence.
    package var description: String {
        switch self {
        case .emptyUser: "has no user before the colon"
        case .emptyPassword: "has no password after the colon"
        case .shortToken:
            "has a token of fewer than \(Credentials.shortestToken) characters; a user is written user:password, "
                + "and a password must not be the name of a scope"
        case .emptyScopes: "names no scope after the last colon"
        case .unknownScope: "names an unknown scope; read, generate, admin and worker are known"
        case .mixedWorker:
            "gives a token the scope worker and others; a worker's token has that one only"
        case .workerUser: "gives a user the scope worker; only a token may have it"
        case .twice: "names a user or a token again"
        case .controlCharacter: "has a control character, which no client can send"
        }
    }
}
