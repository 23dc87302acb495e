import Foundation
import Synchronization
import Testing

@testable import Signals

/// Signals belong to the whole process, so that these tests run one after the other.
@Suite(.serialized) struct EndSignalsTests {
    private final class Count: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }

        /// Whether it comes to a number within ten seconds.
        func comes(to number: Int) -> Bool {
            let end = ContinuousClock.now + .seconds(10)
            while ContinuousClock.now < end {
                if value >= number { return true }
                usleep(200)
            }
            return false
        }
    }

    @Test func `a signal that comes at once is not lost`() {
        for number in 0..<200 {
            let count = Count()
            let signals = EndSignals { count.add() }
            kill(getpid(), number.isMultiple(of: 2) ? SIGTERM : SIGINT)
            #expect(count.comes(to: 1), "signal \(number)")
            signals.restore()
        }
    }

    @Test func `each of many is told, one after the other`() {
        let count = Count()
        let signals = EndSignals { count.add() }
        for number in 1...1000 {
            kill(getpid(), SIGTERM)
            #expect(count.comes(to: number))
        }
        #expect(count.value == 1000)
        signals.restore()
    }

    @Test func `no descriptor stays open when they are given back`() throws {
        let before = try descriptors()
        for _ in 0..<50 { EndSignals {}.restore() }
        // The reading threads close their ends by themselves.
        let end = ContinuousClock.now + .seconds(10)
        while try descriptors() > before, ContinuousClock.now < end { usleep(1000) }
        #expect(try descriptors() <= before)
    }

    @Test func `programs that are started get none of them`() throws {
        let before = pipes()
        let signals = EndSignals {}
        let own = pipes().subtracting(before)
        #expect(own.count == 2)
        for descriptor in own { #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0) }
        signals.restore()
    }

    /// The open ends of pipes.
    private func pipes() -> Set<Int32> {
        Set(
            (0..<1024).filter { descriptor in
                var status = stat()
                return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
            })
    }

    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
