import Synchronization

/// How often each address offered wrong credentials within the last minute.
///
/// An address that did so too often is not listened to until its minute is over, whatever it offers then; else an
/// attacker would only have to go on. IPv6 addresses count together by their first 64 bits, which one machine has to
/// itself.
package final class FailureLedger: Sendable {
    package typealias Now = @Sendable () -> ContinuousClock.Instant

    /// The most failures of one address within `window`.
    package static let limit = 10
    package static let window: Duration = .seconds(60)
    /// The most addresses that are remembered. Beyond it the one whose minute ends first is forgotten.
    static let capacity = 4_096

    private struct Entry {
        var count: Int
        let end: ContinuousClock.Instant
    }

    private let entries = Mutex<[IPAddress?: Entry]>([:])
    private let now: Now

    /// - Parameter now: the clock.
    package init(now: @escaping Now = { .now }) {
        self.now = now
    }

    /// The seconds after which the address is listened to again, at least 1; nil if it is now.
    func wait(for remote: IPAddress?) -> Int? {
        let now = now()
        return entries.withLock { entries in
            guard let entry = entries[Self.key(remote)], entry.count >= Self.limit,
                entry.end > now
            else { return nil }
            return max(1, Int((entry.end - now).components.seconds) + 1)
        }
    }

    /// Counts a failure.
    func record(_ remote: IPAddress?) {
        let now = now()
        let key = Self.key(remote)
        entries.withLock { entries in
            if let entry = entries[key], entry.end > now {
                entries[key]?.count += 1
                return
            }
            if entries.count >= Self.capacity, entries[key] == nil {
                entries = entries.filter { $0.value.end > now }
                if entries.count >= Self.capacity,
                    let first = entries.min(by: { $0.value.end < $1.value.end })
                {
                    entries[first.key] = nil
                }
            }
            entries[key] = Entry(count: 1, end: now + Self.window)
        }
    }

    /// How many addresses are remembered.
    var count: Int { entries.withLock(\.count) }

    private static func key(_ remote: IPAddress?) -> IPAddress? {
        guard case .v6(let bits)? = remote?.unmapped else { return remote?.unmapped }
        return .v6(bits & ~UInt128(UInt64.max))
    }
}
