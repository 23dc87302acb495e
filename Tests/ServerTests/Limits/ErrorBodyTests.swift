import Foundation
import HTTPTypes
import Testing

@testable import Server

struct ErrorBodyTests {
    private func object(_ bytes: [UInt8]) throws -> NSDictionary {
        try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
    }

    @Test(arguments: LimitBreach.examples)
    func `every dialect tells the sentence and names the limit`(breach: LimitBreach) throws {
        let body = ErrorBody(breach, requestID: "r1")
        let kiln = try object(body.json(.kiln))
        #expect(
            kiln == [
                "error": [
                    "code": breach.code, "message": breach.description,
                    "limit": breach.limit as Any? ?? NSNull(), "request_id": "r1",
                ]
            ])
        let webUI = try object(body.json(.webUI))
        #expect(
            webUI.allKeys.compactMap { $0 as? String }.sorted() == [
                "body", "detail", "error", "errors", "message",
            ])
        #expect(webUI["detail"] as? String == breach.description)
        let errors = try #require(webUI["errors"] as? String)
        #expect(errors.hasPrefix(breach.description))
        #expect(breach.limit.map(errors.contains) ?? true)
        let openAI = try #require(try object(body.json(.openAI))["error"] as? NSDictionary)
        #expect(openAI["message"] as? String == breach.description)
        #expect(openAI["param"] as? String == breach.limit)
        #expect(openAI["code"] as? String == breach.code)
        #expect(body.fields[.retryAfter] == breach.retryAfter.map(String.init))
    }

    @Test(arguments: [
        (401, "authentication_error"), (403, "permission_error"), (404, "invalid_request_error"),
        (422, "invalid_request_error"), (429, "rate_limit_error"), (500, "server_error"),
        (507, "server_error"),
    ])
    func `OpenAI's clients tell errors by their types`(status: Int, type: String) throws {
        let body = ErrorBody(
            status: .init(code: status), code: "x", sentence: "Y.", requestID: "r1")
        let error = try #require(try object(body.json(.openAI))["error"] as? NSDictionary)
        #expect(error["type"] as? String == type)
    }

    @Test func `a refusal of the gate keeps its fields`() {
        let reply = APIError(.tooManyFailures(wait: 7)).reply(.kiln, requestID: "r1")
        #expect(reply.fields[.retryAfter] == "7")
        #expect(reply.status == .tooManyRequests)
    }

    @Test(
        arguments: [
            ("/sdapi/v1/txt2img", .webUI), ("/internal/ping", .webUI), ("/v1/models", .openAI),
            ("/kiln/v1/jobs", .kiln), ("/", .kiln), ("", .kiln), ("/v1", .kiln), ("/v1x/", .kiln),
        ] as [(String, ErrorBody.Dialect)])
    func `a path says which API's words are used`(path: String, dialect: ErrorBody.Dialect) {
        #expect(ErrorBody.Dialect(path: path) == dialect)
    }

    @Test(arguments: ErrorBody.Dialect.allCases)
    func `hostile texts stay texts`(dialect: ErrorBody.Dialect) throws {
        let hostile = "\"},\u{0}\u{1B}[2J\r\n\u{2028}\u{202E}\u{E0041}\\ 🦊 ‹"
        let body = ErrorBody(
            status: .badRequest, code: hostile, sentence: hostile, requestID: hostile)
        let bytes = body.json(dialect)
        _ = try object(bytes)
        #expect(bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.unicodeScalars.contains { $0.misleads })
        let all = try #require(
            String(
                data: JSONSerialization.data(
                    withJSONObject: object(bytes), options: .fragmentsAllowed), encoding: .utf8))
        #expect(all.contains("🦊"))
    }
}
