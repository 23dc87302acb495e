import HTTPTypes
import Testing

@testable import Server

struct ContentRuleTests {
    private func refusal(
        _ fields: HTTPFields, _ body: OperationFacts.Body, _ method: HTTPRequest.Method = .post
    ) -> Refusal? {
        let request = HTTPRequest(
            method: method, scheme: "http", authority: "localhost", path: "/", headerFields: fields)
        do throws(Refusal) {
            try ContentRule.check(
                request, OperationFacts(access: .scope(.generate), body: body))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "application/json", "APPLICATION/json", "application/json;charset=utf-8",
        "application/json ; Charset=\"utf8\"", "application/json; ", "application/json; profile=x",
    ])
    func `JSON is JSON however it is spelled`(type: String) {
        #expect(refusal([.contentType: type], .json) == nil)
    }

    @Test(arguments: [
        "", "text/plain", "text/plain; application/json", "text/plain, application/json",
        "application/json, text/plain", "application/jsonp", "application/json/x", "application",
        "application/ json", "application/json; charset=utf-16", "application/json; charset",
        "application/json; charset=utf-8; charset=utf-8", "application/json; =x",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "*/*",
    ])
    func `nothing else is JSON`(type: String) {
        #expect(refusal([.contentType: type], .json) == .wrongType)
    }

    @Test func `two content types are none`() {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .contentType, value: "application/json"))
        fields.append(HTTPField(name: .contentType, value: "text/plain"))
        #expect(refusal(fields, .json) == .wrongType)
    }

    @Test func `an empty body needs no type where none is read`() {
        #expect(refusal([:], .none) == nil)
        #expect(refusal([.contentLength: "0"], .none) == nil)
        #expect(refusal([.contentLength: "0"], .none, .delete) == nil)
        #expect(refusal([.contentLength: "1"], .none) == .wrongType)
        #expect(refusal([.contentLength: "00"], .none) == .wrongType)
        #expect(refusal([.transferEncoding: "chunked"], .none) == .wrongType)
        #expect(refusal([:], .json) == .wrongType)
        #expect(refusal([:], .jsonOrForm) == .noForm)
    }

    @Test func `a program may call an empty body a form where none is read`() {
        let form: HTTPFields = [
            .contentType: "application/x-www-form-urlencoded", .contentLength: "0",
        ]
        #expect(refusal(form, .none) == nil)
        #expect(refusal(form, .json) == .wrongType)
        #expect(refusal(form, .jsonOrForm) == .noForm)
        for (name, value) in [
            ("Content-Length", "1"), ("Origin", "http://localhost"), ("Sec-Fetch-Site", "none"),
            ("Content-Type", "multipart/form-data; boundary=x"),
        ] {
            var fields = form
            fields[.named(name)] = value
            #expect(refusal(fields, .none) == .wrongType, "\(name)")
        }
    }

    @Test func `a method that is not known to be safe changes something`() throws {
        for name in ["TRACE", "CONNECT", "PROPFIND", "get", "X"] {
            let method = try #require(HTTPRequest.Method(name))
            #expect(refusal([.contentType: "text/plain"], .none, method) == .wrongType, "\(name)")
        }
        for method in [HTTPRequest.Method.get, .head, .options] {
            #expect(refusal([.contentType: "text/plain"], .none, method) == nil)
        }
    }

    @Test func `a form is taken from programs, and from browsers with credentials`() {
        let form = "multipart/form-data; boundary=x"
        #expect(refusal([.contentType: form], .jsonOrForm) == nil)
        for name in ["Sec-Fetch-Mode", "Sec-Fetch-Site", "Origin"] {
            var fields: HTTPFields = [.contentType: form, .named(name): "x"]
            #expect(refusal(fields, .jsonOrForm) == .bareForm)
            fields[.authorization] = "Bearer x"
            #expect(refusal(fields, .jsonOrForm) == nil)
        }
    }
}
