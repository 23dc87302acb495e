import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import Server

struct CredentialRuleTests {
    private static let token = "reader-token-0123456789"
    private static let worker = "worker-token-0123456789"
    private let time = TestClock()
    private let gate: Gate

    init() throws {
        let known = try Credentials(list: "ada:secret:generate\n\(Self.token):read")
            .adding(workerToken: Self.worker)
        gate = Gate(
            configuration: try GateConfiguration(credentials: known),
            failures: FailureLedger(now: time.now))
    }

    private func verdict(
        _ authorization: String?, _ scope: Scope = .read, from remote: String = "127.0.0.1"
    ) -> Verdict {
        var request = HTTPRequest(
            method: .get, scheme: "http", authority: "localhost", path: "/x")
        request.headerFields[.authorization] = authorization
        request.headerFields[.cookie] = "token=\(Self.token)"
        return gate.verdict(
            request, from: remote, operation: OperationFacts(access: .scope(scope)))
    }

    private func status(
        _ authorization: String?, _ scope: Scope = .read, from remote: String = "127.0.0.1"
    ) -> Int {
        guard case .refused(let refusal) = verdict(authorization, scope, from: remote) else {
            return 0
        }
        return refusal.status.code
    }

    private func basic(_ pair: String) -> String {
        "Basic " + Data(pair.utf8).base64EncodedString()
    }

    @Test func `the right credentials open what their scopes say`() {
        let ada = basic("ada:secret")
        #expect(Scope.allCases.map { status(ada, $0) } == [0, 0, 403, 403])
        let reader = "Bearer \(Self.token)"
        #expect(Scope.allCases.map { status(reader, $0) } == [0, 403, 403, 403])
        let worker = "bearer  \(Self.worker) "
        #expect(Scope.allCases.map { status(worker, $0) } == [403, 403, 403, 0])
    }

    @Test(arguments: [
        nil, "", "Bearer", "Bearer ", "Bearer wrong", "Digest x", "Basic", "Basic !!!",
        "Basic YWRh",
        "reader-token-0123456789", "Basic /////w==", "Bearer reader-token-0123456789,x",
    ])
    func `without the right ones the answer says what is asked for`(authorization: String?) {
        guard case .refused(let refusal) = verdict(authorization) else {
            Issue.record("\(authorization ?? "nothing") was let through")
            return
        }
        #expect(refusal.status.code == 401)
        #expect(
            refusal.fields[values: .wwwAuthenticate] == [
                "Basic realm=\"Kiln\", charset=\"UTF-8\"", "Bearer realm=\"Kiln\"",
            ])
    }

    @Test(arguments: ["", ":", "token", "token 2"])
    func `a token is no password`(user: String) {
        #expect(status(basic("\(user):\(Self.token)")) == 401)
    }

    @Test func `a worker's route asks for no password`() {
        guard case .refused(let refusal) = verdict(nil, .worker) else {
            Issue.record("a worker's route was open")
            return
        }
        #expect(refusal.fields[values: .wwwAuthenticate] == ["Bearer realm=\"Kiln\""])
    }

    @Test func `ten failures in a minute close the door to their address alone`() {
        let right = basic("ada:secret")
        for _ in 0..<10 {
            #expect(status(right, from: "10.0.0.1") == 0)
            #expect(status(nil, from: "10.0.0.1") == 401)
            #expect(status(basic("ada:guess"), from: "10.0.0.1") == 401)
        }
        guard case .refused(let refusal) = verdict(right, from: "::ffff:10.0.0.1") else {
            Issue.record("the eleventh try was listened to")
            return
        }
        #expect(refusal.status.code == 429)
        #expect(refusal.fields[.retryAfter] == "61" || refusal.fields[.retryAfter] == "60")
        #expect(status(right, from: "10.0.0.2") == 0)
        time.advance(.seconds(59))
        #expect(status(right, from: "10.0.0.1") == 429)
        time.advance(.seconds(2))
        #expect(status(right, from: "10.0.0.1") == 0)
    }

    @Test func `who guesses does not keep a worker of the same address out`() {
        for _ in 0..<10 { #expect(status("Bearer guess", .worker) == 401) }
        #expect(status("Bearer guess", .worker) == 429)
        #expect(status(basic("ada:secret")) == 429)
        #expect(status("Bearer \(Self.worker)", .worker) == 0)
        #expect(status("Bearer \(Self.worker)", .read) == 429)
    }

    @Test func `a worker's route tells who guesses nothing of a person's password`() {
        func refusal(_ authorization: String) -> Refusal? {
            guard case .refused(let refusal) = verdict(authorization, .worker) else { return nil }
            return refusal
        }
        for _ in 0..<10 { #expect(status(basic("ada:guess"), .worker) == 401) }
        for right in [basic("ada:secret"), "Bearer \(Self.token)"] {
            let wrong = refusal(basic("ada:guess"))
            #expect(wrong?.status.code == 429)
            #expect(refusal(right) == wrong)
        }
        #expect(status("Bearer \(Self.worker)", .worker) == 0)
    }

    @Test func `addresses of one IPv6 network count as one`() {
        for last in 0..<10 {
            #expect(status("Bearer x", from: "2001:db8:1:2::\(last)") == 401)
        }
        #expect(status("Bearer \(Self.token)", from: "2001:db8:1:2:ffff::1%eth0") == 429)
        #expect(status("Bearer \(Self.token)", from: "2001:db8:1:3::1") == 0)
    }

    @Test func `the memory of failures is bounded and forgets the oldest`() {
        let ledger = FailureLedger(now: time.now)
        for address in 0..<UInt32(FailureLedger.capacity + 500) {
            time.advance(.milliseconds(1))
            for _ in 0..<FailureLedger.limit { ledger.record(.v4(address)) }
            #expect(ledger.wait(for: .v4(address)) == 60 || ledger.wait(for: .v4(address)) == 61)
        }
        #expect(ledger.count == FailureLedger.capacity)
        #expect(ledger.wait(for: .v4(0)) == nil)
        #expect(ledger.wait(for: .v4(500)) != nil)
    }

    @Test func `without credentials only this machine is let through`() throws {
        let open = Gate(
            configuration: try GateConfiguration(
                credentials: Credentials().adding(workerToken: Self.worker)))
        func verdict(_ authorization: String?, _ scope: Scope, from remote: String) -> Verdict {
            var request = HTTPRequest(
                method: .get, scheme: "http", authority: "localhost", path: "/x")
            request.headerFields[.authorization] = authorization
            return open.verdict(
                request, from: remote, operation: OperationFacts(access: .scope(scope)))
        }
        for remote in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            for scope in Scope.persons {
                #expect(verdict(nil, scope, from: remote) == .admitted(.local, fields: [:]))
            }
            #expect(verdict("Bearer sk-any", .read, from: remote) == .admitted(.local, fields: [:]))
        }
        for remote in ["10.0.0.1", "", "localhost", "::2"] {
            guard case .refused(let refusal) = verdict(nil, .read, from: remote) else {
                Issue.record("\(remote) was let through")
                continue
            }
            #expect(refusal.status.code == 401)
        }
        let worker = "Bearer \(Self.worker)"
        guard case .refused = verdict(worker, .generate, from: "127.0.0.1"),
            case .refused = verdict(nil, .worker, from: "127.0.0.1"),
            case .admitted(let principal, _) = verdict(worker, .worker, from: "10.0.0.9")
        else {
            Issue.record("a worker's token is for a worker's routes, and those for it")
            return
        }
        #expect(principal.kind == .worker)
    }

    @Test func `a server without credentials listens on loopback only`() throws {
        let workers = try Credentials().adding(workerToken: Self.worker)
        let people = try Credentials(pairs: "ada:secret")
        for host in ["127.0.0.1", "localhost", "::1", "127.9.9.9"] {
            try ListenRule.check(host: host, GateConfiguration(hosts: [host]))
        }
        for host in ["0.0.0.0", "::", "192.168.1.5", "kiln.example.com", "", "a.localhost"] {
            try ListenRule.check(host: host, GateConfiguration(credentials: people))
            for none in [Credentials(), workers] {
                #expect(throws: GateError.openToOthers(host: host)) {
                    try ListenRule.check(host: host, GateConfiguration(credentials: none))
                }
            }
        }
    }

    @Test func `a server without credentials stands behind no proxy`() throws {
        let workers = try Credentials().adding(workerToken: Self.worker)
        let people = try workers.adding(Credentials(pairs: "ada:secret"))
        func gates(_ known: Credentials) throws -> [(String, GateConfiguration)] {
            [
                ("--behind-tls", try GateConfiguration(credentials: known, isBehindTLS: true)),
                (
                    "--trusted-proxy",
                    try GateConfiguration(
                        credentials: known, proxies: TrustedProxies(["127.0.0.1"]))
                ),
                (
                    "--allow-host",
                    try GateConfiguration(
                        hosts: ["127.0.0.1", "images.example"], credentials: known)
                ),
            ]
        }
        for (option, gate) in try gates(workers) {
            #expect(throws: GateError.openBehindProxy(option: option)) {
                try ListenRule.check(host: "127.0.0.1", gate)
            }
        }
        for (_, gate) in try gates(people) { try ListenRule.check(host: "127.0.0.1", gate) }
        try ListenRule.check(
            host: "127.0.0.1", GateConfiguration(hosts: ["127.0.0.1", "localhost:7860", "[::1]"]))
    }
}

/// A clock that goes on when it is told to.
final class TestClock: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    var now: FailureLedger.Now { { self.instant.withLock(\.self) } }

    func advance(_ duration: Duration) {
        instant.withLock { $0 += duration }
    }
}
