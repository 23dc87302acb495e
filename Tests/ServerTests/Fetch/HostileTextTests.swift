import Foundation
import HTTPTypes
import Testing

@testable import Server

/// Texts put together at random from the pieces that parsers of URLs and fields disagree about.
struct HostileTextTests {
    private static let pieces = [
        "http", "https", "HTTP", ":", "://", "//", "/", "@", "127", "0", "1", "255", ".", "..",
        "localhost", "a.com",
        "[", "]", "::1", "[::1]", "%", "%2e", "%40", "#", "?", "\\", "x", "-", "_", ":80", ":443",
        ":8080", "0x7f",
        "8.8.8.8", "é", "。", " ", "\t", "\r\n", "\u{0}", "application/json", ";", "charset=utf-8",
        "=", "\"", ",",
        "null", "*", "Basic ", "Bearer ", "YTpi", "token-of-sixteen-chars", "read", "worker", "#",
    ]

    private func texts(_ count: Int) -> [String] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                Self.pieces.randomElement(using: &generator) ?? ""
            }.joined()
        }
    }

    @Test func `a URL that is taken means the same to another reader`() throws {
        var taken = 0
        for text in texts(20_000).map({ "http://" + $0 }) {
            guard let checked = try? URLPolicy.check(text) else { continue }
            taken += 1
            let other = try #require(URL(string: text), "\(text)")
            #expect(other.host()?.lowercased() == checked.host.description, "\(text)")
            #expect(other.port ?? checked.port == checked.port, "\(text)")
            #expect(other.user() == nil && other.password() == nil, "\(text)")
            let again = try URLPolicy.check("http://\(checked.authority)\(checked.target)")
            #expect(again == checked, "\(text)")
        }
        #expect(taken > 50)
    }

    @Test func `no field of a request is too odd for the gate`() throws {
        let known = try Credentials(list: "a:b\ntoken-of-sixteen-chars")
        let gate = Gate(
            configuration: try GateConfiguration(
                hosts: ["a.com"], origins: ["http://a.com"], credentials: known))
        let odd = texts(20_000)
        var admitted = 0
        for index in odd.indices.dropLast(5) {
            var request = HTTPRequest(
                method: .post, scheme: "http", authority: "localhost", path: odd[index])
            request.headerFields[.contentType] = odd[index + 1]
            request.headerFields[.authorization] = odd[index + 2]
            if index.isMultiple(of: 2) { request.headerFields[.origin] = odd[index + 3] }
            if index.isMultiple(of: 3) { request.authority = odd[index + 4] }
            let verdict = gate.verdict(
                request,
                from: index.isMultiple(of: 5)
                    ? odd[index + 5] : "10.0.\(index / 250).\(index % 250)",
                operation: OperationFacts(access: .scope(.generate), body: .json))
            guard case .admitted = verdict else { continue }
            admitted += 1
            #expect(
                ["Bearer token-of-sixteen-chars", "Basic YTpi"].contains(
                    request.headerFields[.authorization]))
            #expect(request.headerFields[.contentType]?.contains("json") == true)
        }
        #expect(admitted < 1_000)
    }

    @Test func `no list of credentials is too odd to be read or refused`() {
        for text in texts(5_000) {
            if let known = try? Credentials(list: text) {
                #expect(known.entries.count <= 2)
            }
            _ = try? Credentials(pairs: text)
        }
    }
}
