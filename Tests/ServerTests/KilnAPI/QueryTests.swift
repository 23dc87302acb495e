import HTTPTypes
import Logging
import Testing
import Wire

@testable import Server

/// What stands in the query of an address of `/kiln/v1`.
@Suite struct QueryTests {
    private func answer(_ path: String, _ query: [String: String]) async throws -> APIError? {
        let service = try TestService()
        defer { service.remove() }
        guard case .found(let route, let parameters) = RouteTable(service.routes).match("GET", path)
        else { return nil }
        let call = Call(
            head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path),
            parameters: parameters, query: query, principal: .local, requestID: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, body: [],
            room: WaitingRoom(Limits()))
        do {
            _ = try await route.answer(call)
            return nil
        } catch {
            return APIError(error, logger: nil)
        }
    }

    @Test func `an unknown key is refused with the known ones`() async throws {
        let error = try #require(try await answer("/kiln/v1/jobs", ["sate": "done"]))
        #expect(error.status == .unprocessableContent && error.faults.map(\.field) == ["sate"])
        for name in ["\"sate\"", "state", "before", "limit"] {
            #expect(error.message.contains(name), "\(error.message)")
        }
        #expect(try await answer("/kiln/v1/models", ["x": ""])?.message.contains("\"x\"") == true)
    }

    @Test func `known keys are taken, and other addresses pass over what they do not know`()
        async throws
    {
        #expect(try await answer("/kiln/v1/jobs", ["state": "done", "limit": "2"]) == nil)
        #expect(try await answer("/healthz", ["verbose": ""]) == nil)
    }
}
