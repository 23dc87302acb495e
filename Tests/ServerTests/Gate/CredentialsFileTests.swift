import Foundation
import Testing

@testable import Server

struct CredentialsFileTests {
    /// Runs with a file of these bytes and mode, which is removed afterwards.
    private func withFile(
        _ bytes: [UInt8], mode: Int, _ body: (String) throws -> Void
    ) throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: UUID().uuidString).path()
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(bytes), attributes: [.posixPermissions: mode]))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test(arguments: [0o600, 0o400])
    func `a file that only its owner reads is taken`(mode: Int) throws {
        try withFile(Array("ada:secret".utf8), mode: mode) { path in
            let known = try Credentials(file: path)
            #expect(known.description.hasPrefix("1 user,"))
        }
    }

    @Test(arguments: [0o644, 0o604, 0o602, 0o620, 0o666, 0o601])
    func `a file that is open to others is refused`(mode: Int) throws {
        try withFile(Array("ada:secret".utf8), mode: mode) { path in
            let error = #expect(throws: GateError.self) { try Credentials(file: path) }
            #expect(error == .exposedFile(path: path, mode: UInt32(mode)))
            #expect(error?.description.contains("chmod 600 \(path)") == true)
        }
    }

    @Test(arguments: ["", "# nobody yet\n\n", "worker-token-0123456789:worker"])
    func `a file that names no person is no file of credentials`(list: String) throws {
        try withFile(Array(list.utf8), mode: 0o600) { path in
            for pairs in [nil, "ada:secret"] {
                #expect(throws: GateError.nobody(source: path)) {
                    try Credentials(file: path, pairs: pairs)
                }
            }
        }
    }

    @Test func `a variable that names no person is no wish to be open`() throws {
        for pairs in ["", ",", ",,"] {
            #expect(throws: GateError.nobody(source: "KILN_API_AUTH")) {
                try Credentials(file: nil, pairs: pairs)
            }
        }
        #expect(try Credentials(file: nil, pairs: nil).knowsNobody)
        try withFile(Array("ada:secret".utf8), mode: 0o600) { path in
            let known = try Credentials(file: path, pairs: "bert:secret")
            #expect(known.description.hasPrefix("2 users,"))
        }
    }

    @Test func `what is no list is refused`() throws {
        try withFile([0xFF, 0xFE], mode: 0o600) { path in
            #expect(throws: GateError.unreadable(path: path, reason: "it is no text in UTF-8")) {
                try Credentials(file: path)
            }
        }
        let long = [UInt8](repeating: 0x23, count: Credentials.fileLimit + 1)
        try withFile(long, mode: 0o600) { path in
            #expect(throws: GateError.largeFile(path: path, limit: Credentials.fileLimit)) {
                try Credentials(file: path)
            }
        }
        try withFile(long.dropLast(), mode: 0o600) { path in
            let known = try Credentials(file: path)
            #expect(known.knowsNobody)
        }
        #expect(throws: GateError.unreadable(path: "/tmp", reason: "it is no file")) {
            try Credentials(file: "/tmp")
        }
        #expect(throws: GateError.self) { try Credentials(file: "/nowhere/at/all") }
    }
}
