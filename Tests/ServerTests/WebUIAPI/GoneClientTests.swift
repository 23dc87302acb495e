import HTTPTypes
import Hummingbird
import Jobs
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Server

/// Clients that are gone before their requests begin to wait.
@Suite struct GoneClientTests {
    @Test func `a connection that is closed has hung up`() async throws {
        let channel = NIOAsyncTestingChannel()
        await channel.hangUp().wait()
    }

    @Test(.timeLimit(.minutes(5)))
    func `a job counts as one that runs until it has ended, whenever its client went`()
        async throws
    {
        let service = try TestService()
        defer { service.remove() }
        let state = WebUIState(folder: service.folder, program: "/bin/false")
        let routes = WebUIGenerationRoutes(intake: service.intake, state: state).routes
        let limits = Limits()
        let responder = ServiceResponder(
            routes: RouteTable(routes),
            gate: Gate(
                configuration: try GateConfiguration(credentials: Credentials(pairs: "a:b"))),
            limits: limits, bodies: BodyBudget(bytes: limits.bodyBytesInAll),
            responses: ResponseBudget(bytes: limits.responseBytesInAll), room: WaitingRoom(limits),
            measures: service.desk.measures, logger: LogLines().logger)
        var head = HTTPRequest(
            method: .post, scheme: "http", authority: "localhost", path: "/sdapi/v1/txt2img")
        head.headerFields = [.contentType: "application/json", .authorization: "Basic YTpi"]
        let body = #"{"prompt": "a", "width": 64, "height": 64, "steps": 1}"#
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: ServiceContext(
                source: ApplicationRequestContextSource(
                    channel: NIOAsyncTestingChannel(), logger: LogLines().logger)))
        #expect(response.status == .serviceUnavailable)
        let job = try #require(state.live.first)
        #expect(try await service.desk.store.job(job).state == .queued)
        _ = try await service.desk.cancel(job)
        while !state.live.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    }
}
