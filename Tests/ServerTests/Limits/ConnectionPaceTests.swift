import Testing

@testable import Server

struct ConnectionPaceTests {
    private typealias Fault = ConnectionPace.Fault

    private let start = Duration.seconds(1_000)

    private func pace() -> ConnectionPace {
        var pace = ConnectionPace(limits: Limits())
        pace.begin(now: start)
        return pace
    }

    /// Looks once a second from one second to another, counted from the start.
    private func look(
        _ pace: inout ConnectionPace, _ seconds: ClosedRange<Int>, isReading: Bool = true,
        each: (inout ConnectionPace, Duration) -> Void = { _, _ in }
    ) -> (Int, ConnectionPace.Fault)? {
        for second in seconds {
            let now = start + .seconds(second)
            each(&pace, now)
            if let fault = pace.fault(at: now, isReading: isReading, written: 0, waiting: 0) {
                return (second, fault)
            }
        }
        return nil
    }

    @Test func `a connection that says nothing is closed after ten seconds`() throws {
        var pace = pace()
        let (second, fault) = try #require(look(&pace, 0...60))
        #expect(second == 10 && fault == .silent && !pace.mayAnswer)
    }

    @Test func `a head that drips is closed ten seconds after its first byte`() throws {
        var pace = pace()
        #expect(look(&pace, 0...8) == nil)
        let (second, fault) = try #require(look(&pace, 9...60) { $0.bytesCame(now: $1) })
        #expect(second == 19 && fault == .slowHead && pace.mayAnswer)
    }

    @Test func `a body that drips is closed after its window, and one in time is not`() throws {
        var slow = pace()
        slow.headCame(now: start)
        let (second, fault) = try #require(
            look(&slow, 0...60) { pace, _ in _ = pace.bodyCame(3_400) })
        #expect(second == 5 && fault == .slowBody && slow.mayAnswer)
        var right = pace()
        right.headCame(now: start)
        #expect(look(&right, 0...600) { pace, _ in _ = pace.bodyCame(4_900) } == nil)
        #expect(try #require(look(&right, 601...620)).1 == .slowBody)
    }

    @Test func `a body is too long by its bytes, whatever its head said`() {
        var pace = pace()
        pace.headCame(now: start)
        #expect(pace.bodyCame(Limits().resultBytes) == nil)
        #expect(pace.bodyCame(1) == .longBody)
        pace.headCame(now: start)
        #expect(pace.bodyCame(1) == nil)
    }

    @Test func `a server that does not read makes nobody slow`() throws {
        var pace = pace()
        pace.headCame(now: start)
        #expect(look(&pace, 0...1_000, isReading: false) == nil)
        let (second, fault) = try #require(look(&pace, 1_001...1_100))
        #expect(second == 1_005 && fault == .slowBody)
    }

    @Test
    func `a client waits for its answer as long as it takes, and then may be idle for a while`()
        throws
    {
        var pace = pace()
        pace.bytesCame(now: start)
        pace.headCame(now: start)
        pace.requestEnded(now: start)
        #expect(look(&pace, 0...5_000) == nil)
        pace.responseBegan()
        #expect(look(&pace, 5_001...10_000) == nil)
        #expect(!pace.mayAnswer)
        pace.responseEnded(now: start + .seconds(10_000))
        let (second, fault) = try #require(look(&pace, 10_001...10_100))
        #expect(second == 10_060 && fault == .idle && !pace.mayAnswer)
    }

    @Test
    func `a second head must come in time too, and is answered only if no response is under way`()
        throws
    {
        var pace = pace()
        pace.headCame(now: start)
        pace.requestEnded(now: start)
        pace.bytesCame(now: start)
        var waiting = pace
        let (second, fault) = try #require(look(&waiting, 0...60))
        #expect(second == 10 && fault == .slowHead && !waiting.mayAnswer)
        pace.responseBegan()
        pace.responseEnded(now: start)
        #expect(pace.mayAnswer)
    }

    @Test func `a client that takes nothing is closed, and one that takes little is not`() {
        var pace = pace()
        pace.headCame(now: start)
        pace.requestEnded(now: start)
        pace.responseBegan()
        for second in 0..<100 {
            #expect(
                pace.fault(
                    at: start + .seconds(second), isReading: false, written: 1_000_000,
                    waiting: 1_000_000 - second / 29) == nil)
        }
        var faults: [Int] = []
        for second in 100..<200 where faults.isEmpty {
            let fault = pace.fault(
                at: start + .seconds(second), isReading: false, written: 2_000_000,
                waiting: 1_999_997)
            if fault == .stalled { faults.append(second) }
        }
        #expect(faults == [117])
        var quiet = self.pace()
        quiet.headCame(now: start)
        quiet.requestEnded(now: start)
        #expect(look(&quiet, 0...500) == nil)
    }

    @Test func `the answer to a slow client is one of HTTP`() throws {
        for fault in Fault.allCases {
            let bytes = try fault.answer(Limits()).map {
                try #require(String(validating: $0, as: UTF8.self))
            }
            switch fault {
            case .slowHead: #expect(bytes?.hasPrefix("HTTP/1.1 408 Request Timeout\r\n") == true)
            case .longHead: #expect(bytes?.contains("\"limit\":\"header_bytes\"") == true)
            case .slowBody: #expect(bytes?.contains("\"limit\":\"body_rate\"") == true)
            case .longBody: #expect(bytes?.hasPrefix("HTTP/1.1 413 Content Too Large\r\n") == true)
            case .silent, .stalled, .idle, .crowded: #expect(bytes == nil)
            }
            let parts = bytes?.split(separator: "\r\n\r\n") ?? []
            #expect(parts.isEmpty || parts.count == 2)
            #expect(parts.isEmpty || parts[0].hasSuffix("Content-Length: \(parts[1].utf8.count)"))
        }
    }

    @Test func `connections are counted by address`() {
        let count = ConnectionCount(limit: 2)
        let one = IPAddress("10.0.0.1")
        #expect(count.admit(one) && count.admit(one) && !count.admit(one))
        #expect(count.admit(IPAddress("10.0.0.2")) && count.admit(nil))
        count.release(one)
        #expect(count.admit(one) && count.total == 4)
        for address in [one, one, one, nil] { count.release(address) }
        #expect(count.total == 1)
    }

    @Test
    func `this machine's connections and a trusted proxy's are not counted against one address`()
        throws
    {
        let count = ConnectionCount(limit: 1, proxies: try TrustedProxies(["10.0.0.2"]))
        for address in ["127.0.0.1", "::1", "10.0.0.2", "::ffff:10.0.0.2"] {
            let address = IPAddress(address)
            #expect(count.admit(address) && count.admit(address))
        }
        #expect(count.admit(IPAddress("10.0.0.3")) && !count.admit(IPAddress("10.0.0.3")))
    }
}
