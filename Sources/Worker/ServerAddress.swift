import Foundation

/// Where a server is: scheme, host and port, as `https://images.example` or `http://127.0.0.1:7860`.
package struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address without a slash at its end.
    package let description: String

    /// An address as a person writes it.
    ///
    /// - Throws: what is wrong with it.
    package init(_ text: String) throws(ServerAddressError) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme)
        else { throw .noScheme(text) }
        guard parts.user == nil, parts.password == nil else { throw .credentials }
        guard let host = parts.host, !host.isEmpty else { throw .noHost(text) }
        guard (1...65_535).contains(parts.port ?? 1) else { throw .badPort(text) }
        guard ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil else {
            throw .path(text)
        }
        var address = URLComponents()
        (address.scheme, address.host, address.port) = (scheme, host, parts.port)
        description = address.string ?? text
    }
}

/// What is wrong with a server's address.
package enum ServerAddressError: Error, Equatable, CustomStringConvertible {
    case noScheme(String)
    case noHost(String)
    case badPort(String)
    case path(String)
    case credentials

    package var description: String {
        switch self {
        case .noScheme(let text):
            "\"\(text)\" is no server's address; it begins with http:// or https://."
        case .noHost(let text): "\"\(text)\" names no server; give one as http://host:7860."
        case .badPort(let text): "the port of \"\(text)\" is not from 1 to 65535."
        case .path(let text):
            "\"\(text)\" has something behind the host; give the server's address without a path."
        case .credentials: "a server's address has no user and no password; a worker has a token."
        }
    }
}
