import HTTPTypes
import Logging
import Testing
import Wire

@testable import Server

/// What the OpenAI images API refuses.
@Suite struct ImagesRoutesTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func refusal(_ path: String, _ body: [UInt8], type: String) async throws -> APIError? {
        guard case .found(let route, _) = RouteTable(service.routes).match("POST", path) else {
            return nil
        }
        let head = HTTPRequest(
            method: .post, scheme: "http", authority: "localhost", path: path,
            headerFields: [.contentType: type])
        let call = Call(
            head: head, parameters: [:], query: [:], principal: .local, requestID: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, body: body,
            room: WaitingRoom(Limits()))
        do {
            _ = try await route.answer(call)
            return nil
        } catch {
            return APIError(error, dialect: .openAI, logger: nil)
        }
    }

    @Test(
        arguments: [("chekpoint", "checkpoint", "x"), ("sclae", "scale", 2)]
            as [(String, String, JSONValue)])
    func `a misspelt key of Kiln's own object is refused with the known one`(
        key: String, known: String, value: JSONValue
    ) async throws {
        defer { service.remove() }
        let body: JSONValue = [
            "prompt": "x", "model": "demo-sd15", "size": "64x64", "unknown": 1,
            "hires": .object([key: value]),
        ]
        let error = try #require(
            try await refusal(
                "/v1/images/generations", body.bytes, type: "application/json"))
        #expect(error.message.contains("\"\(known)\""))
        #expect(error.faults.map(\.field) == ["hires.\(key)"])
        let reply = error.reply(.openAI, requestID: "r")
        #expect(reply.status == .badRequest)
    }

    @Test func `several images are refused with the field`() async throws {
        defer { service.remove() }
        let part =
            "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nab\r\n"
        let prompt = "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nx\r\n"
        let model = "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ndemo-sd15\r\n"
        let error = try await refusal(
            "/v1/images/edits", Array((part + part + prompt + model + "--x--\r\n").utf8),
            type: "multipart/form-data; boundary=x")
        #expect(error?.faults.map(\.field) == ["image"])
        #expect(error?.reply(.openAI, requestID: "r").status == .badRequest)
    }

    @Test func `an edit that is no form is told what it should be, by the gate and by the route`()
        async throws
    {
        defer { service.remove() }
        let error = try await refusal(
            "/v1/images/edits", Array("{}".utf8), type: "application/json")
        #expect(error?.status == .unsupportedMediaType)
        #expect(error?.message == Refusal.noForm.sentence)
        #expect(error?.message.contains("application/json") == false)
    }
}
