import HTTPTypes
import Jobs
import Testing
import Wire

@testable import Server

/// Keys by which a request that is sent again is known.
@Suite struct KeyTests {
    private let service: TestService
    private static let path = "/kiln/v1/jobs"

    init() throws { service = try TestService() }

    private func body(_ key: JSONValue? = nil, prompt: String = "a") -> JSONValue {
        var body: JSONObject = ["prompt": .string(prompt), "checkpoint": "demo-sd15"]
        body["idempotency_key"] = key
        return .object(body)
    }

    private func id(_ reply: Reply) throws -> JSONValue? {
        guard case .bytes(let bytes, _) = reply.body else { return nil }
        return try JSONValue(parsing: bytes)["id"]
    }

    @Test func `a request that is sent again is answered 200, and a new one 202`() async throws {
        defer { service.remove() }
        let first = try await service.answer(.post, Self.path, body("k"))
        let again = try await service.answer(.post, Self.path, body("k"))
        #expect(first.status == .accepted && again.status == .ok)
        #expect(try id(first) == id(again))
        #expect(again.fields[.location] == first.fields[.location])
        let fields: HTTPFields = [.idempotencyKey: "k"]
        let inHead = try await service.answer(.post, Self.path, body(), fields: fields)
        #expect(try inHead.status == .ok && id(inHead) == id(first))
        let null = try await service.answer(.post, Self.path, body(.null))
        #expect(try null.status == .accepted && id(null) != id(first))
    }

    @Test(
        arguments: ["", String(repeating: "k", count: 201), "a\u{0}b"],
        ["/kiln/v1/jobs", "/kiln/v1/plan"])
    func `what is no key is refused where the body is read`(
        key: String, path: String
    ) async throws {
        defer { service.remove() }
        let error = await #expect(throws: WireError.self) {
            _ = try await service.answer(.post, path, body(.string(key)))
        }
        #expect(error?.problems.map(\.path) == ["idempotency_key"])
        #expect(try await service.desk.store.counts().accepted == 0)
    }

    @Test(arguments: ["", String(repeating: "k", count: 201)])
    func `what is no key is refused in the head as well`(key: String) async throws {
        defer { service.remove() }
        let error = await #expect(throws: APIError.self) {
            _ = try await service.answer(
                .post, Self.path, body(), fields: [.idempotencyKey: key])
        }
        #expect(error?.status.code == 422 && error?.message.contains("Idempotency-Key") == true)
    }

    @Test func `a key of the longest characters is one that can be stored`() async throws {
        defer { service.remove() }
        let key = String(repeating: "\u{1F525}", count: 200)
        #expect(
            try await service.answer(.post, Self.path, body(.string(key))).status == .accepted)
    }
}
