import Foundation
import Testing

@testable import Server

struct CredentialsTests {
    private static let token = "a-token-of-many-characters"

    @Test func `a list holds users and tokens with their scopes`() throws {
        let known = try Credentials(
            list: """
                # people
                ada:secret
                  bob:a b#c:read\t
                eve:with:colons:generate,read

                \(Self.token):admin\r
                another-token-0123456789
                worker-token-0123456789:worker
                """)
        #expect(known.description == "3 users, 2 tokens, 1 worker's token")
        let bob = known.principal(of: .basic(user: "bob", password: "a b#c"))
        #expect(bob == Principal(kind: .user, name: "bob", scopes: [.read]))
        let eve = known.principal(of: .basic(user: "eve", password: "with:colons"))
        #expect(eve?.scopes == [.read, .generate])
        #expect(
            known.principal(of: .basic(user: "ada", password: "secret"))?.scopes == Scope.persons)
        let admin = known.principal(of: .bearer(Self.token))
        #expect(admin == Principal(kind: .token, name: "token 1", scopes: Scope.persons))
        let worker = known.principal(of: .bearer("worker-token-0123456789"))
        #expect(worker == Principal(kind: .worker, name: "worker 3", scopes: [.worker]))
    }

    @Test(arguments: [
        ("ada", "wrong"), ("ada", ""), ("ada", "secret "), ("Ada", "secret"), ("", "secret"),
        ("secret", "ada"), ("nobody", "secret"), ("", token), (token, ""), ("ada", "secre"),
    ])
    func `a name and a password must both be right`(user: String, password: String) throws {
        let known = try Credentials(list: "ada:secret\n\(Self.token)")
        #expect(known.principal(of: .basic(user: user, password: password)) == nil)
        #expect(known.principal(of: .basic(user: "ada", password: "secret")) != nil)
    }

    @Test(arguments: [
        "", "secret", "ada:secret", "a-token-of-many-character", "A-token-of-many-characters",
    ])
    func `a token must be right`(token: String) throws {
        let known = try Credentials(list: "ada:secret\n\(Self.token)")
        #expect(known.principal(of: .bearer(token)) == nil)
    }

    @Test(
        arguments: [
            (":secret", .emptyUser), ("ada:", .emptyPassword), ("short", .shortToken),
            ("admin:admin", .shortToken), ("ada:secret:", .emptyScopes),
            ("ada:secret:reed", .unknownScope),
            ("ada:secret:read,", .unknownScope), (token + ":read,all", .unknownScope),
            (token + ":worker,read", .mixedWorker), ("ada:secret:worker", .workerUser),
            ("ada:se\u{1}cret", .controlCharacter), ("ada:b\nada:c", .twice),
            (token + "\n" + token + ":read", .twice), (":::read", .emptyUser),
        ] as [(String, CredentialFault)])
    func `a line that breaks a rule is refused without its secret`(
        list: String, fault: CredentialFault
    ) {
        let line = list.contains("\n") ? 2 : 1
        let error = #expect(throws: GateError.self) { try Credentials(list: list) }
        #expect(error == .badLine(line, fault))
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains(Self.token) == false)
    }

    @Test func `the web UI's list of pairs is read`() throws {
        let known = try Credentials(pairs: "ada:s:x,bob:admin, eve:read")
        #expect(known.description == "3 users, 0 tokens, 0 worker's tokens")
        #expect(known.principal(of: .basic(user: "ada", password: "s:x"))?.scopes == Scope.persons)
        #expect(known.principal(of: .basic(user: "bob", password: "admin")) != nil)
        #expect(throws: GateError.badLine(2, .emptyPassword)) { try Credentials(pairs: "a:b,c") }
        #expect(try Credentials(pairs: "").knowsNobody)
    }

    @Test func `lists are joined, and a name stands in one of them only`() throws {
        let both = try Credentials(list: "ada:x\n\(Self.token)")
            .adding(Credentials(list: "bob:y\nanother-token-0123456789"))
            .adding(workerToken: Token.random())
        #expect(both.description == "2 users, 2 tokens, 1 worker's token")
        #expect(both.principal(of: .bearer("another-token-0123456789"))?.name == "token 2")
        #expect(throws: GateError.badLine(1, .twice)) {
            try both.adding(Credentials(list: "ada:z"))
        }
        #expect(throws: GateError.tooMany(limit: 1_000)) {
            try Credentials(list: (0...1_000).map { "user\($0):x" }.joined(separator: "\n"))
        }
    }

    @Test func `nothing that describes credentials tells a secret or a name`() throws {
        let known = try Credentials(list: "canary:hidden\n\(Self.token)")
        var dumped = ""
        dump(known, to: &dumped)
        dump(try GateConfiguration(credentials: known), to: &dumped)
        for text in [known.description, "\(known)", String(reflecting: known), dumped] {
            #expect(
                !text.contains("canary") && !text.contains("hidden") && !text.contains(Self.token))
        }
    }

    @Test func `digests are equal where their secrets are`() {
        let texts = ["", "a", "b", "ab", "ä", String(repeating: "x", count: 1_000)]
        for one in texts {
            for other in texts {
                #expect(
                    SecretDigest(one).equals(SecretDigest(other)) == (one == other ? 1 : 0),
                    "\(one) \(other)")
            }
        }
    }

    @Test func `random tokens are 256 bits and differ`() {
        let tokens = Set((0..<100).map { _ in Token.random() })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.count == 64 && $0.utf8.allSatisfy(\.isHexDigit) })
    }
}
