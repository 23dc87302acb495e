import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// SIGTERM and SIGINT as they come.
/// The sources are made once and never touched again.
final class EndSignals: Sendable {
    private let signals: AsyncStream<Void>
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    /// Takes the signals from now on.
    init() {
        let (signals, continuation) = AsyncStream<Void>.makeStream()
        self.signals = signals
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.activate()
            return source
        }
    }

    /// Waits for the next one, or for the end of the task.
    func next() async {
        for await _ in signals { return }
    }
}
