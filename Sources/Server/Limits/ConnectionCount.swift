import Synchronization

/// How many connections are open from each address.
package final class ConnectionCount: Sendable {
    private let limit: Int
    private let open = Mutex<[IPAddress?: Int]>([:])

    /// - Parameter limit: the most of one address.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The open connections of all addresses.
    package var total: Int { open.withLock { $0.values.reduce(0, +) } }

    /// Counts one more, if there may be one more.
    func admit(_ address: IPAddress?) -> Bool {
        open.withLock { open in
            let count = open[address, default: 0]
            guard count < limit else { return false }
            open[address] = count + 1
            return true
        }
    }

    /// Counts one less.
    func release(_ address: IPAddress?) {
        open.withLock { open in
            let count = open[address, default: 0]
            open[address] = count > 1 ? count - 1 : nil
        }
    }
}
