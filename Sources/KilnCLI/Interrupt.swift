import Signals
import Synchronization

/// Ctrl-C and SIGTERM as a request: the first asks, a second ends the process as usual.
final class Interrupt: Sendable {
    private let signals = Mutex<EndSignals?>(nil)

    /// Calls `ask` on the first signal.
    init(_ ask: @escaping @Sendable () -> Void) {
        signals.withLock { signals in
            signals = EndSignals { [weak self] in
                self?.restore()
                ask()
            }
        }
    }

    /// Gives the signals back their usual meaning.
    func restore() {
        signals.withLock { signals in
            signals?.restore()
            signals = nil
        }
    }
}
