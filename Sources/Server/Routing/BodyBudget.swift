import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Bounds the bytes of all bodies that are in memory at the same time.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)

    /// A budget of bytes for all requests together.
    init(bytes: Int) { limit = bytes }

    /// Bytes in use.
    var bytes: Int { used.withLock { $0 } }

    /// A request's share.
    final class Reservation: Sendable {
        private let budget: BodyBudget
        private let limit: Int
        private let taken = Mutex(0)

        fileprivate init(_ budget: BodyBudget, limit: Int) {
            self.budget = budget
            self.limit = limit
        }

        /// Reads a body, taking from the budget as it grows.
        ///
        /// - Throws: 413 over the request's limit, 503 over the budget.
        func collect(_ body: RequestBody) async throws -> [UInt8] {
            var bytes: [UInt8] = []
            for try await part in body {
                guard bytes.count + part.readableBytes <= limit else {
                    throw LimitBreach.bodyTooLarge(bytes: limit)
                }
                try take(part.readableBytes)
                bytes.append(contentsOf: part.readableBytesView)
            }
            return bytes
        }

        private func take(_ count: Int) throws {
            try budget.used.withLock { used in
                guard used + count <= budget.limit else {
                    throw LimitBreach.bodiesTooLarge(bytes: budget.limit)
                }
                used += count
            }
            taken.withLock { $0 += count }
        }

        /// Gives the share back.
        func end() {
            let count = taken.withLock { taken in
                defer { taken = 0 }
                return taken
            }
            budget.used.withLock { $0 -= count }
        }
    }

    /// A share for a request.
    ///
    /// - Throws: 413 if its head says already that its body is too large.
    func reserve(_ request: Request, limit: Int) throws -> Reservation {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw LimitBreach.bodyTooLarge(bytes: limit)
        }
        return Reservation(self, limit: limit)
    }
}
