import Synchronization

/// Wakes those who wait for something that may have happened.
///
/// Who waits takes a ticket first and looks afterwards, so that nothing is missed between the two.
final class Bell: Sendable {
    private let waiting = Mutex<[UInt64: AsyncStream<Void>.Continuation]>([:])
    private let numbers = Atomic<UInt64>(0)

    /// A place among those who wait.
    struct Ticket: ~Copyable {
        fileprivate let bell: Bell
        fileprivate let number: UInt64
        fileprivate let rings: AsyncStream<Void>

        deinit { bell.waiting.withLock { _ = $0.removeValue(forKey: number) } }

        /// Waits for a ring since the ticket was taken, at most so long, or until the task is
        /// cancelled.
        ///
        /// - Returns: whether it rang.
        @discardableResult
        consuming func wait(upTo limit: Duration) async -> Bool {
            let (bell, number) = (bell, number)
            let timer = Task {
                try? await Task.sleep(for: limit)
                bell.waiting.withLock { $0[number] }?.finish()
            }
            defer { timer.cancel() }
            for await _ in rings { return true }
            return false
        }
    }

    /// A place among those who wait, from now on.
    func ticket() -> Ticket {
        let number = numbers.add(1, ordering: .relaxed).newValue
        let (rings, continuation) = AsyncStream<Void>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        waiting.withLock { $0[number] = continuation }
        return Ticket(bell: self, number: number, rings: rings)
    }

    /// Wakes all who wait.
    func ring() {
        for continuation in waiting.withLock({ Array($0.values) }) { continuation.yield() }
    }
}
