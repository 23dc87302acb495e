import HTTPTypes
import Testing

@testable import Server

struct HostRuleTests {
    private let rule: HostRule

    init() throws {
        rule = HostRule(
            allowed: try GateConfiguration(
                hosts: ["kiln.example.com", "192.168.1.5:7860", "fd00::1", "[fd00::2]:80"]
            ).hosts)
    }

    private func status(_ hosts: [String]) throws -> Int {
        var request = HTTPRequest(
            method: .get, scheme: "http", authority: hosts.first, path: "/")
        for host in hosts.dropFirst() {
            request.headerFields.append(HTTPField(name: .named("Host"), value: host))
        }
        do throws(Refusal) {
            _ = try rule(request)
            return 0
        } catch {
            return error.status.code
        }
    }

    @Test(arguments: [
        "localhost", "LOCALHOST:1", "a.localhost:65535", "127.0.0.1", "127.255.0.3:7860", "[::1]",
        "[0:0:0:0:0:0:0:1]:7860", "kiln.example.com", "KILN.example.com:9", "192.168.1.5:7860",
        "[fd00::1]:3", "[FD00:0::2]:80",
    ])
    func `names of loopback and configured ones pass`(host: String) throws {
        #expect(try status([host]) == 0)
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "evillocalhost", "kiln.example.com.evil.example",
        "192.168.1.5", "192.168.1.5:7861", "192.168.1.6:7860", "0.0.0.0:7860", "126.0.0.1",
        "128.0.0.1", "[::]", "[::2]", "[fd00::2]", "[::ffff:8.8.8.8]", "xn--lcalhost-9ve.com",
    ])
    func `other names are for another server`(host: String) throws {
        #expect(try status([host]) == 421)
    }

    @Test(arguments: [
        "", " ", "localhost:", "localhost:0", "localhost:65536", "localhost:080", "localhost:-1",
        "localhost:1:2", "user@localhost", "localhost/", "http://localhost", "localhost.",
        ".localhost", "local..host", "127.1", "127.0.0.01", "0x7f.0.0.1", "0x7f000001",
        "2130706433", "0177.0.0.1", "127.0.0.1.", "127.0.0.256", "::1", "[::1", "[::1]x",
        "[127.0.0.1]",
        "[::1%25lo]", "löcalhost", "localhost,evil.example", "localhost evil.example",
        "*", "localhost\\", "%6cocalhost", "1.2.3.4.5", "localhost:١",
    ])
    func `whatever is no plain host is refused`(host: String) throws {
        #expect(try status([host]) == 400)
    }

    @Test func `a request has one origin at most`() throws {
        let rule = OriginRule(allowed: [:], scheme: "http")
        let host = try #require(Authority("localhost"))
        var request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/")
        request.headerFields[.origin] = "http://localhost"
        #expect(try rule(request, host: host) == .own)
        request.headerFields.append(HTTPField(name: .origin, value: "http://localhost"))
        #expect(throws: Refusal.foreignOrigin) { try rule(request, host: host) }
    }

    @Test func `a request has exactly one host`() throws {
        #expect(try status([]) == 400)
        #expect(try status(["localhost", "localhost"]) == 400)
        #expect(try status(["localhost", "evil.example"]) == 400)
    }
}
