import Jobs
import Logging
import Synchronization
import Testing

@testable import Server

/// `/readyz` is open to everybody: what it costs must not depend on how often it is asked.
@Suite struct WriteProbeTests {
    /// A disk that is as it is told to be, and counts who writes to it.
    private final class Disk: Sendable {
        private let state = Mutex((tries: 0, failure: JobStoreError?.none))
        var tries: Int { state.withLock(\.tries) }

        func become(_ failure: JobStoreError?) { state.withLock { $0.failure = failure } }

        func write() throws(JobStoreError) {
            let failure = state.withLock { state in
                state.tries += 1
                return state.failure
            }
            if let failure { throw failure }
        }
    }

    private let time = TestClock()
    private let disk = Disk()
    private let lines = LogLines()
    private let probe: WriteProbe

    init() {
        let (disk, lines) = (disk, lines)
        probe = WriteProbe(logger: lines.logger, now: time.now) { () async throws(JobStoreError) in
            try disk.write()
        }
    }

    @Test func `however many ask, the disk is written once in five seconds`() async {
        for count in 1...3 {
            await withTaskGroup { group in
                for _ in 0..<100 { group.addTask { #expect(await probe.failure == nil) } }
            }
            #expect(disk.tries == count)
            time.advance(.milliseconds(4999))
            #expect(await probe.failure == nil)
            #expect(disk.tries == count)
            time.advance(.milliseconds(1))
        }
    }

    @Test func `a disk that fails is looked at again a second later`() async {
        disk.become(.full("x"))
        #expect(await probe.failure != nil)
        disk.become(nil)
        time.advance(.milliseconds(999))
        #expect(await probe.failure != nil)
        time.advance(.milliseconds(1))
        #expect(await probe.failure == nil)
    }

    @Test func `the log says once why it cannot be written, and once that it can again`() async {
        for failure in [nil, .full("x"), .full("x"), .io("y"), .io("y"), nil, nil]
            as [JobStoreError?]
        {
            disk.become(failure)
            #expect(await probe.failure == failure)
            time.advance(.seconds(5))
        }
        let told = lines.texts.map { $0.split(separator: " ")[1] }
        #expect(told == ["error", "error", "notice"])
        #expect(lines.texts[0].contains("no room left") && lines.texts[1].contains("disk failed"))
    }
}
