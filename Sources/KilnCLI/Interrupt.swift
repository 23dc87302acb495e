import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Ctrl-C and SIGTERM as a request: the first asks, a second ends the process as usual.
final class Interrupt {
    private let sources: [any DispatchSourceSignal]

    /// Calls `ask` on the first signal.
    init(_ ask: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                ask()
                signal(number, SIG_DFL)
            }
            source.activate()
            return source
        }
    }

    /// Gives the signals back their usual meaning.
    func restore() {
        for source in sources { source.cancel() }
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }
}
