import Foundation
import HTTPTypes
import Testing

@testable import Server

struct TrustedProxiesTests {
    private func client(
        _ forwarded: [String], from peer: String, proxies: [String] = ["127.0.0.1", "10.0.0.2"]
    ) throws -> String? {
        var request = HTTPRequest(
            method: .get, scheme: "http", authority: "localhost", path: "/x")
        let name = try #require(HTTPField.Name("x-forwarded-for"))
        for value in forwarded {
            request.headerFields.append(HTTPField(name: name, value: value))
        }
        return try TrustedProxies(proxies).client(of: request, peer: IPAddress(peer))?.description
    }

    @Test func `the word of a stranger is worth nothing`() throws {
        #expect(try client(["1.2.3.4"], from: "8.8.8.8") == "8.8.8.8")
        #expect(try client(["1.2.3.4"], from: "127.0.0.1", proxies: []) == "127.0.0.1")
    }

    @Test func `a trusted proxy's last word is believed, and no earlier one`() throws {
        #expect(try client(["6.6.6.6, 1.2.3.4"], from: "127.0.0.1") == "1.2.3.4")
        #expect(try client(["6.6.6.6", "1.2.3.4"], from: "::ffff:127.0.0.1") == "1.2.3.4")
        #expect(try client(["6.6.6.6,1.2.3.4 , 10.0.0.2"], from: "127.0.0.1") == "1.2.3.4")
        #expect(try client(["fd00::7"], from: "127.0.0.1") == "fd00:0:0:0:0:0:0:7")
    }

    @Test
    func
        `a proxy that names nobody stands for itself, and one that hides a client for nobody`()
        throws
    {
        #expect(try client([], from: "127.0.0.1") == "127.0.0.1")
        #expect(try client(["10.0.0.2"], from: "127.0.0.1") == "10.0.0.2")
        #expect(try client(["unknown"], from: "127.0.0.1") == nil)
        #expect(try client(["1.2.3.4, 127.0.0.1:80"], from: "127.0.0.1") == nil)
    }

    @Test func `names are no addresses of proxies`() {
        #expect(throws: GateError.badProxy("localhost")) { try TrustedProxies(["localhost"]) }
    }

    @Test func `wrong passwords of one client behind a proxy do not shut out another`() throws {
        let gate = Gate(
            configuration: try GateConfiguration(
                credentials: try Credentials(list: "ada:secret"),
                proxies: try TrustedProxies(["127.0.0.1"])))
        func status(_ pair: String, for client: String) throws -> Int {
            var request = HTTPRequest(
                method: .get, scheme: "http", authority: "localhost", path: "/x")
            request.headerFields[try #require(HTTPField.Name("X-Forwarded-For"))] = client
            request.headerFields[.authorization] =
                "Basic " + Data(pair.utf8).base64EncodedString()
            let verdict = gate.verdict(
                request, from: "127.0.0.1", operation: OperationFacts(access: .scope(.read)))
            guard case .refused(let refusal) = verdict else { return 0 }
            return refusal.status.code
        }
        for _ in 0..<FailureLedger.limit {
            #expect(try status("ada:guess", for: "6.6.6.6") == 401)
        }
        #expect(try status("ada:secret", for: "6.6.6.6") == 429)
        #expect(try status("ada:secret", for: "1.2.3.4") == 0)
    }

    @Test func `without credentials a proxy's clients are not this machine`() throws {
        let gate = Gate(
            configuration: try GateConfiguration(proxies: try TrustedProxies(["127.0.0.1"])))
        var request = HTTPRequest(
            method: .get, scheme: "http", authority: "localhost", path: "/x")
        let operation = OperationFacts(access: .scope(.read))
        guard case .admitted = gate.verdict(request, from: "127.0.0.1", operation: operation)
        else {
            Issue.record("this machine was refused")
            return
        }
        request.headerFields[try #require(HTTPField.Name("X-Forwarded-For"))] = "1.2.3.4"
        guard
            case .refused(let refusal) = gate.verdict(
                request, from: "127.0.0.1", operation: operation)
        else {
            Issue.record("another machine came in without credentials")
            return
        }
        #expect(refusal.status.code == 401)
    }
}
