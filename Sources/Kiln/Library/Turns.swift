import Foundation
import Synchronization

/// Turns at something by its name: whoever comes while another is at it waits until they have ended.
final class Turns: Sendable {
    private struct Turn {
        let lock = NSLock()
        /// Who is at it or waits.
        var count = 0
    }

    private let turns = Mutex<[String: Turn]>([:])

    /// Does something while nobody else is at the same name. The calling thread waits for them.
    func taking<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
        let lock = turns.withLock { turns in
            turns[name, default: Turn()].count += 1
            return turns[name, default: Turn()].lock
        }
        lock.lock()
        defer {
            lock.unlock()
            turns.withLock { turns in
                turns[name]?.count -= 1
                if turns[name]?.count == 0 { turns[name] = nil }
            }
        }
        return try body()
    }
}
