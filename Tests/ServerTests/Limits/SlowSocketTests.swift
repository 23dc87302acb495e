import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Server

/// Why connections were closed, and how often.
private final class Closed: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    func add(_ reason: String) { counts.withLock { $0[reason, default: 0] += 1 } }
    subscript(reason: String) -> Int { counts.withLock { $0[reason, default: 0] } }
}

struct SlowSocketTests {
    private static let size = 16 << 20
    private let closed = Closed()
    private let connections = ConnectionCount(limit: 64)
    private let budget = ResponseBudget(bytes: 4 * size)

    private var limits: Limits {
        var limits = Limits()
        limits.headerTime = .seconds(1)
        limits.bodyWindow = .seconds(1)
        limits.stalledTime = .seconds(2)
        limits.idleTime = .seconds(60)
        return limits
    }

    /// Runs with a server that answers at a port.
    private func withServer(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let router = Router(context: ServiceContext.self)
        router.get("/") { _, _ in "ok" }
        router.get("/large") { [budget] _, context in
            guard let share = try? budget.share(Self.size) else {
                return Response(status: .serviceUnavailable, headers: [.connection: "close"])
            }
            let bytes = ByteBuffer(repeating: 0x78, count: Self.size)
            return Response(
                status: .ok,
                body: ResponseBody(bytes: bytes, share: share, loop: context.channel.eventLoop))
        }
        router.post("/") { request, _ in
            var count = 0
            for try await part in request.body { count += part.readableBytes }
            return "\(count)"
        }
        let (ports, port) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "server")
        logger.logLevel = .critical
        let (limits, connections, budget, closed) = (limits, connections, budget, closed)
        let app = Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        SlowClientHandler(
                            limits: limits, connections: connections, responses: budget,
                            onClose: closed.add)
                    ])),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run() }
            for await port in ports {
                try await body(port)
                break
            }
            group.cancelAll()
            _ = await group.nextResult()
        }
    }

    private func get(_ path: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    }

    @Test(.timeLimit(.minutes(1)))
    func `slow clients are sent away while others are served`() async throws {
        try await withServer { port in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await RawClient(port: port).drip(
                            "GET / HTTP/1.1\r\n", then: "X-A: b\r\n")
                    }
                    group.addTask {
                        try await RawClient(port: port).drip(
                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
                            then: "x")
                    }
                    group.addTask { try await RawClient(port: port).drip("", then: "") }
                }
                for _ in 0..<20 {
                    let answer = try await RawClient(port: port).drip(get("/"), then: "")
                    #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.hasSuffix("\r\n\r\nok"))
                }
                var answers: [String] = []
                for try await answer in group { answers.append(answer) }
                // An answer may be lost where the server hangs up on bytes that are on their way.
                #expect(answers.count { $0.isEmpty || $0.hasPrefix("HTTP/1.1 408 ") } == 30)
                #expect(answers.contains { !$0.isEmpty })
            }
        }
        #expect(closed["slow_head"] == 10 && closed["slow_body"] == 10 && closed["silent"] == 10)
        #expect(connections.total == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a head that is too long gets one answer, which names the limit`() async throws {
        try await withServer { port in
            let fields = (0..<2_000).map { "X-\($0): y\r\n" }.joined()
            let answer = try await RawClient(port: port).drip(
                "GET / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n", then: "")
            #expect(answer.hasPrefix("HTTP/1.1 431 ") && answer.contains("header_bytes"))
            #expect(answer.ranges(of: "HTTP/1.1").count == 1)
        }
        #expect(closed["long_head"] == 1)
    }

    @Test(.timeLimit(.minutes(2)))
    func `responses that nobody takes do not fill the memory`() async throws {
        try await withServer { port in
            let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let client = try await RawClient(port: port)
                        let count = try await client.read(get("/large"), bytes: Self.size) {
                            while closed["stalled"] == 0 {
                                try await Task.sleep(for: .milliseconds(50))
                            }
                        }
                        return count < 1_000
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect((1...19).contains(refused))
            while budget.bytes > 0 { try await Task.sleep(for: .milliseconds(10)) }
            let count = try await RawClient(port: port).read(get("/large"), bytes: Self.size) {}
            #expect(count >= Self.size)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a client that reads nothing is sent away, and one that reads slowly is not`() async throws
    {
        try await withServer { port in
            async let slow = RawClient(port: port).read(get("/large"), bytes: Self.size) {
                try await Task.sleep(for: .milliseconds(5))
            }
            let stalled = try await RawClient(port: port).read(get("/large"), bytes: Self.size) {
                while closed["stalled"] == 0 { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(stalled < Self.size)
            #expect(try await slow >= Self.size)
        }
        #expect(closed["stalled"] == 1)
    }
}
