import HTTPTypes

/// The proxies in front of the server whose word for a client's address is believed.
package struct TrustedProxies: Sendable, Hashable {
    private let addresses: Set<IPAddress>

    /// - Parameter addresses: addresses of proxies, in the form of ``IPAddress``.
    package init(_ addresses: [String] = []) throws(GateError) {
        var known: Set<IPAddress> = []
        for text in addresses {
            guard let address = IPAddress(text) else { throw .badProxy(text) }
            known.insert(address.unmapped)
        }
        self.addresses = known
    }

    /// None.
    package init() { addresses = [] }

    /// Whether there is none.
    var isEmpty: Bool { addresses.isEmpty }

    /// Whether an address is one of theirs.
    func contains(_ address: IPAddress) -> Bool { addresses.contains(address.unmapped) }

    /// The address of the client that a request comes from.
    ///
    /// Each proxy writes at the end of `X-Forwarded-For` whom it was asked by, so the list is believed from its end, as far
    /// as proxies are trusted: what stands before that may be anybody's invention.
    ///
    /// - Parameter peer: the address at the connection's other end; nil where it has none.
    func client(of request: HTTPRequest, peer: IPAddress?) -> IPAddress? {
        guard var client = peer, contains(client) else { return peer }
        let hops = request.headerFields[values: .forwardedFor].flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard contains(client) else { break }
            // What is no address was written by a proxy that hides it: nobody is known by it.
            guard let address = IPAddress(hop.trimmed) else { return nil }
            client = address
        }
        return client.unmapped
    }
}

extension HTTPField.Name {
    /// Whom a request passed through, the client first.
    fileprivate static let forwardedFor = named("X-Forwarded-For")
}
