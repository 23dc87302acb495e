import Synchronization

/// Work that ends in time, also where a part of it does not listen when it is cancelled.
enum Deadline {
    /// - Returns: What the work returns.
    /// - Throws: What the work throws; `FetchError.timedOut` when the time is over, `CancellationError` when the task is
    ///   cancelled. The work is cancelled then and not waited for.
    static func run<Value: Sendable>(
        within time: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let race = Race<Value>()
        let runner = Task { race.finish(await Result { try await work() }) }
        let clock = Task {
            try await Task.sleep(for: time)
            race.finish(.failure(FetchError.timedOut(time)))
        }
        defer {
            runner.cancel()
            clock.cancel()
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { race.await($0) }
        } onCancel: {
            race.finish(.failure(CancellationError()))
        }
    }
}

/// The first result of several, handed to the one who waits for it.
private final class Race<Value: Sendable>: Sendable {
    private enum State {
        case running
        case waiting(CheckedContinuation<Value, any Error>)
        case finished(Result<Value, any Error>)
        case over
    }

    private let state = Mutex(State.running)

    func finish(_ result: Result<Value, any Error>) {
        let waiting: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .running: state = .finished(result)
            case .waiting(let continuation):
                state = .over
                return continuation
            case .finished, .over: break
            }
            return nil
        }
        waiting?.resume(with: result)
    }

    func await(_ continuation: CheckedContinuation<Value, any Error>) {
        let result: Result<Value, any Error>? = state.withLock { state in
            guard case .finished(let result) = state else {
                state = .waiting(continuation)
                return nil
            }
            state = .over
            return result
        }
        if let result { continuation.resume(with: result) }
    }
}

extension Result where Success: Sendable, Failure == any Error {
    /// What work returns or throws.
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
