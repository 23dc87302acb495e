import Synchronization

@testable import Jobs

/// A clock that goes when it is told to, and whose wall clock may jump.
final class TestClock: Sendable {
    private let times = Mutex((elapsed: Duration.zero, jumps: Int64(0)))

    var clock: StoreClock {
        StoreClock(
            unixMilliseconds: {
                self.times.withLock { times in
                    1_700_000_000_000 + times.elapsed.milliseconds + times.jumps
                }
            },
            elapsed: { self.times.withLock { $0.elapsed } })
    }

    /// Lets time pass on both clocks.
    func advance(_ time: Duration) {
        times.withLock { $0.elapsed += time }
    }

    /// Sets the wall clock forward or back, in milliseconds.
    func jump(_ milliseconds: Int64) {
        times.withLock { $0.jumps += milliseconds }
    }

    /// Sets the wall clock right again.
    func settle() {
        times.withLock { $0.jumps = 0 }
    }
}
