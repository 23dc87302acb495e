import Foundation
import Testing

@testable import Server

/// Processes of workers, with programs that are none.
@Suite struct WorkerProcessTests {
    private func shell(_ script: String) throws -> WorkerProcess {
        try WorkerProcess(
            program: "/bin/sh", arguments: ["-c", "read token; " + script], token: "secret",
            onLine: { _ in })
    }

    @Test func `last words are heard, however soon a program ends`() async throws {
        for number in 0..<200 {
            let end = try await shell("echo first >&2; echo $token \(number) >&2").end()
            #expect(end.lastLine == "secret \(number)" && end.how == "ended with status 0")
        }
    }

    @Test func `how a program ended is told`() async throws {
        #expect(try await shell("exit 7").end().how == "ended with status 7")
        #expect(try await shell("kill -KILL $$").end().how == "was ended by signal 9")
        let endless = try shell("while read more; do :; done")
        endless.dismiss()
        #expect(await endless.end().how == "ended with status 0")
    }
}
