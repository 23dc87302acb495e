/// Who a request or a URL is meant for: a name or an address, and perhaps a port (RFC 3986 §3.2 without user
/// information).
///
/// Only plain forms are read: letters, digits, hyphens, underscores and dots, a strict IPv4 address or an IPv6 address
/// in brackets. Whatever a resolver might take for a number in another notation (`127.1`, `0x7f.1`, `2130706433`,
/// `0177.0.0.1`) is not read, nor a port of 0, with leading zeros or left empty, nor a dot at the end.
package struct Authority: Sendable, Hashable {
    package enum Host: Sendable, Hashable {
        /// A name of a host, in lower case.
        case name(String)
        case address(IPAddress)
    }

    package let host: Host
    /// 1 to 65,535, nil where none is said.
    package let port: Int?

    init(host: Host, port: Int?) {
        self.host = host
        self.port = port
    }

    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        guard text.utf8.count <= 300, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        let rest: Substring
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]"),
                let address = IPAddress(text[text.index(after: text.startIndex)..<end]),
                case .v6 = address
            else { return nil }
            host = .address(address)
            rest = text[text.index(after: end)...]
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            guard let named = Host(plain: text[..<end]) else { return nil }
            host = named
            rest = text[end...]
        }
        if rest.isEmpty {
            port = nil
        } else {
            guard rest.first == ":", let number = Self.port(rest.dropFirst()) else { return nil }
            port = number
        }
    }

    private static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy(\.isDecimalDigit),
            text.first != "0", let number = Int(text), number <= 65_535
        else { return nil }
        return number
    }
}

extension Authority.Host {
    /// A name or an IPv4 address.
    fileprivate init?(plain text: Substring) {
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel), let last = labels.last else {
            return nil
        }
        if Self.isNumber(last) {
            guard let address = IPAddress(name) else { return nil }
            self = .address(address)
        } else {
            self = .name(name)
        }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy {
                $0.isLetter || $0.isDecimalDigit || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
    }

    /// Whether resolvers take a name that ends so for an IPv4 address (WHATWG URL, "ends in a number").
    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy(\.isDecimalDigit)
            || label.hasPrefix("0x") && label.dropFirst(2).utf8.allSatisfy(\.isHexDigit)
    }

    /// Whether the host is the machine itself by name or address: `localhost`, `*.localhost`, 127.0.0.0/8, `::1`.
    package var isLoopback: Bool {
        switch self {
        case .name(let name): name == "localhost" || name.hasSuffix(".localhost")
        case .address(.v4(let bits)): bits >> 24 == 127
        case .address(.v6(let bits)): bits == 1
        }
    }
}

extension Authority.Host: CustomStringConvertible {
    /// The host as a URL writes it.
    package var description: String {
        switch self {
        case .name(let name): name
        case .address(let address):
            if case .v6 = address { "[\(address)]" } else { "\(address)" }
        }
    }
}
