import HTTPTypes
import Testing
import Wire

@testable import Server

@Suite struct DocsRouteTests {
    @Test func `where the web UI has its description, the way to this one is told`() async throws {
        let service = try TestService()
        defer { service.remove() }
        let reply = try await service.answer(.get, "/docs", [:])
        #expect(reply.status == .temporaryRedirect)
        #expect(reply.fields[.location] == "/openapi.json")
    }
}
