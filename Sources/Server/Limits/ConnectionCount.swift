import Synchronization

/// How many connections are open from each address.
package final class ConnectionCount: Sendable {
    private let limit: Int
    /// The addresses that stand for many clients.
    private let proxies: TrustedProxies
    private let open = Mutex<[IPAddress?: Int]>([:])

    /// - Parameters:
    ///   - limit: the most of one address.
    ///   - proxies: addresses that the limit does not bind. Nor does it bind this machine's own.
    package init(limit: Int, proxies: TrustedProxies = TrustedProxies()) {
        self.limit = limit
        self.proxies = proxies
    }

    /// The open connections of all addresses.
    package var total: Int { open.withLock { $0.values.reduce(0, +) } }

    /// Counts one more, if there may be one more.
    func admit(_ address: IPAddress?) -> Bool {
        open.withLock { open in
            let count = open[address, default: 0]
            guard count < limit || standsForMany(address) else { return false }
            open[address] = count + 1
            return true
        }
    }

    private func standsForMany(_ address: IPAddress?) -> Bool {
        address.map { $0.isLoopback || proxies.contains($0) } ?? false
    }

    /// Counts one less.
    func release(_ address: IPAddress?) {
        open.withLock { open in
            let count = open[address, default: 0]
            open[address] = count > 1 ? count - 1 : nil
        }
    }
}
