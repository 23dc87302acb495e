import HTTPTypes
import Hummingbird
import HummingbirdCore
import Jobs
import Logging
import NIOCore
import Testing
import Wire

@testable import Server

/// HEAD, which has the head of an answer and nothing behind it (RFC 9110, section 9.3.2).
@Suite struct HeadTests {
    private static let workerToken = "worker-token-0123456789"

    @Test(.timeLimit(.minutes(5)))
    func `after HEAD of any route the connection goes on with the next answer`() async throws {
        let service = try TestService()
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        try await withServer(service) { port in
            let client = try await RawClient(port: port)
            let paths = Set(service.routes.map(\.operation.path)).sorted()
            try await client.channel.executeThenClose { inbound, outbound in
                var bytes = inbound.makeAsyncIterator()
                for path in paths where path != "/healthz" {
                    try await outbound.write(
                        ByteBuffer(
                            string: head("HEAD", path.replacing("{id}", with: "\(job)"))
                                + head("GET", "/healthz")))
                    var answers = ""
                    while !answers.hasSuffix("\r\n\r\nok\n"), let more = try await bytes.next() {
                        answers += String(buffer: more)
                    }
                    let parts = answers.split(separator: "\r\n\r\n")
                    #expect(
                        parts.count == 3
                            && parts.prefix(2).allSatisfy { $0.hasPrefix("HTTP/1.1 ") },
                        "\(path): \(answers.prefix(300))")
                    #expect(!answers.hasPrefix("HTTP/1.1 500"), "\(path)")
                }
            }
        }
    }

    @Test func `HEAD of a stream takes no place of one`() async throws {
        let service = try TestService()
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        var limits = Limits()
        limits.eventStreams = 0
        let path = "/kiln/v1/jobs/\(job)/events"
        let reply = try await service.answer(.get, path, [:], limits: limits, method: .head)
        #expect(reply.held == nil && reply.status == .ok)
        await #expect(throws: LimitBreach.self) {
            _ = try await service.answer(.get, path, [:], limits: limits, method: .get)
        }
    }

    private func head(_ method: String, _ path: String) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
            + (path.hasPrefix("/worker/") ? "Authorization: Bearer \(Self.workerToken)\r\n" : "")
            + "\r\n"
    }

    /// Runs with a server of all routes that answers at a port.
    private func withServer(
        _ service: TestService, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let limits = Limits()
        let responses = ResponseBudget(bytes: limits.responseBytesInAll)
        let known = try Credentials().adding(workerToken: Self.workerToken)
        let responder = ServiceResponder(
            routes: RouteTable(service.routes),
            gate: Gate(configuration: try GateConfiguration(credentials: known)), limits: limits,
            bodies: BodyBudget(bytes: limits.bodyBytesInAll), responses: responses,
            room: WaitingRoom(limits), measures: service.desk.measures,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let (ports, port) = AsyncStream<Int>.makeStream()
        let app = Application(
            responder: responder,
            server: .service(
                limits, connections: ConnectionCount(limit: 8), responses: responses,
                measures: service.desk.measures),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
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
}
