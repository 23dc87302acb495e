#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The two clocks of a store: one that people read, and one that only goes forward.
package struct StoreClock: Sendable {
    /// The wall clock, in Unix milliseconds. It may jump; nothing depends on it but what people read.
    package var unixMilliseconds: @Sendable () -> Int64
    /// The time since some moment. It stands still while the machine sleeps, so that sleep ends no
    /// lease.
    package var elapsed: @Sendable () -> Duration

    package init(
        unixMilliseconds: @escaping @Sendable () -> Int64,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.unixMilliseconds = unixMilliseconds
        self.elapsed = elapsed
    }

    /// The machine's clocks.
    package static let system: StoreClock = {
        let clock = SuspendingClock()
        let start = clock.now
        return StoreClock(
            unixMilliseconds: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
            },
            elapsed: { start.duration(to: clock.now) })
    }()
}

/// One moment on both clocks.
struct Moment {
    /// In Unix milliseconds, as people read it.
    let wall: Int64
    /// In milliseconds, on a scale that never goes back, not even over restarts; near the wall clock's.
    let steady: Int64

    /// For what reads and needs no time.
    static let none = Moment(wall: 0, steady: 0)
}

/// The scale of `Moment.steady`: it starts at the wall clock or at the latest moment that was ever
/// written down, whichever is later, and goes on with the clock that only goes forward.
struct SteadyTime: Sendable {
    private let clock: StoreClock
    private let base: Int64
    private let start: Duration

    init(_ clock: StoreClock, notBefore latest: Int64) {
        self.clock = clock
        base = max(clock.unixMilliseconds(), latest)
        start = clock.elapsed()
    }

    var now: Moment {
        Moment(
            wall: clock.unixMilliseconds(),
            steady: base + (clock.elapsed() - start).milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero; beyond a hundred million years those of that time, so
    /// that the sum with any moment is a number.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit = Int64.max / 4000
        guard seconds < limit else { return limit * 1000 }
        guard seconds > -limit else { return -limit * 1000 }
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// A lease's length as it is granted: from nothing to a year.
    var granted: Duration { Swift.min(Swift.max(self, .zero), .seconds(365 * 86_400)) }
}
