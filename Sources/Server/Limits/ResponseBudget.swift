import Synchronization

/// Bounds the bytes of all responses that are in memory until their clients have taken them.
///
/// Without it, clients that ask for pictures and take nothing would fill the memory before they are found to be slow.
/// A response has a share from when it is made until it is handed to its connection; from then on the connection counts
/// its bytes until the client has taken them.
package final class ResponseBudget: Sendable {
    /// Responses of fewer bytes need no share.
    package static let free = 64 << 10

    private let limit: Int
    private let used = Mutex(0)

    package init(bytes: Int) { limit = bytes }

    /// Bytes in use.
    package var bytes: Int { used.withLock(\.self) }

    /// A response's share, given back when nobody holds it any more.
    package final class Share: Sendable {
        private let budget: ResponseBudget
        private let count: Int

        fileprivate init(_ budget: ResponseBudget, _ count: Int) {
            self.budget = budget
            self.count = count
        }

        /// Whether the response is large enough to need one.
        var isCounted: Bool { count > 0 }

        deinit { budget.subtract(count) }
    }

    /// A share for a response. One that is larger than the whole budget gets it if nobody else has any.
    ///
    /// - Throws: 503 where there is no room.
    package func share(_ count: Int) throws(LimitBreach) -> Share {
        let count = count < Self.free ? 0 : count
        let isGranted = used.withLock { used in
            guard count == 0 || used == 0 || count <= limit - used else { return false }
            used += count
            return true
        }
        guard isGranted else { throw .responsesTooLarge(bytes: limit) }
        return Share(self, count)
    }

    /// Bytes were handed to a connection.
    func add(_ count: Int) { used.withLock { $0 += count } }

    /// The client has taken bytes, or the connection is closed.
    func subtract(_ count: Int) { used.withLock { $0 -= count } }
}
