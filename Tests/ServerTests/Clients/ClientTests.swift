import Foundation
import Testing

/// Programs that others wrote, against a running server with the demo models.
@Suite(.serialized) struct ClientTests {
    /// Runs a script of `tools/clients` with the project's Python, and gives its status and words.
    private func run(_ script: String, against server: RunningServer) throws -> (Int32, String) {
        let process = Process()
        let root = RunningServer.root
        process.executableURL = URL(fileURLWithPath: root + "/.venv/bin/python")
        process.arguments = ["\(root)/tools/clients/\(script).py", "--server", server.address]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    @Test(arguments: ["webui_client", "openai_client", "kiln_client"])
    func `a client finds what it expects`(script: String) throws {
        let server = try RunningServer()
        defer { server.stop() }
        let (status, words) = try run(script, against: server)
        #expect(status == 0, "\(words)")
    }

    @Test func `a server with credentials lets in whom it knows`() throws {
        // What CREDENTIALS in auth_client.py is.
        let server = try RunningServer(
            ["--workers", "none"],
            credentials: """
                person:pass word
                token-of-a-person-0123456789-abcdefghijkl
                token-of-a-reader-0123456789-abcdefghijkl:read
                token-of-a-maker-0123456789-abcdefghijkl:generate
                """)
        defer { server.stop() }
        let (status, words) = try run("auth_client", against: server)
        #expect(status == 0, "\(words)")
    }

    @Test func `requests of all kinds get what the description says, and no failure`() throws {
        let server = try RunningServer(
            ["--worker-program", RunningServer.program("KilnDouble")],
            environment: ["KILN_DOUBLE_STEP_MS": "0"])
        defer { server.stop() }
        let (status, words) = try run("properties", against: server)
        #expect(status == 0, "\(words.suffix(4000))")
    }
}
