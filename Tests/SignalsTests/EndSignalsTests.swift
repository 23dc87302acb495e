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

    @Test func `a program that is started has none of them`() throws {
        // The first program that is started opens what Foundation needs for all.
        _ = try descriptorsOfChild()
        let before = try descriptorsOfChild()
        let signals = EndSignals {}
        #expect(try descriptorsOfChild() == before)
        signals.restore()
    }

    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    private func descriptorsOfChild() throws -> String {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sh")
        child.arguments = ["-c", "ls /proc/self/fd"]
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        child.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }
}
