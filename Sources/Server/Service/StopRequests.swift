import Signals

/// What asks the service to end, one after the other: SIGTERM and SIGINT.
final class StopRequests: Sendable {
    private let requests: AsyncStream<Void>
    private let signals: EndSignals

    /// Takes the signals from now on.
    init() {
        let (requests, continuation) = AsyncStream<Void>.makeStream()
        self.requests = requests
        signals = EndSignals { continuation.yield() }
    }

    /// Waits for the next one, or for the end of the task.
    func next() async {
        for await _ in requests { return }
    }
}
