import NIOCore
import Synchronization

/// Whether a client still listens: it has hung up when its side of the connection is closed, or all of it.
package final class HangUp: Sendable {
    private struct State {
        var hasCome = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// A client that listens.
    package init() {}

    /// The client has hung up.
    func come() {
        let waiting = state.withLock { state in
            state.hasCome = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until the client hangs up, or the task is cancelled.
    func wait() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    let isOver = state.hasCome || Task.isCancelled
                    if !isOver { state.waiting[number] = continuation }
                    return isOver
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    /// Does something as long as the client listens.
    ///
    /// - Throws: `CancellationError` when it hangs up before; what `body` throws.
    func whileListening<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup { group in
            group.addTask { try await body() }
            group.addTask {
                await self.wait()
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}

extension Channel {
    /// When the client of this connection hangs up. Of a connection that is closed, and so has no handler any more, it
    /// has.
    func hangUp() async -> HangUp {
        let found = try? await eventLoop.submit {
            try self.pipeline.syncOperations.handler(type: SlowClientHandler.self).hangUp
        }.get()
        guard let found else {
            let past = HangUp()
            past.come()
            return past
        }
        return found
    }
}
