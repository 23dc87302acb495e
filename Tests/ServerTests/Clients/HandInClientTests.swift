import Foundation
import Testing

/// Results that a server does not take.
@Suite(.serialized) struct HandInClientTests {
    @Test func `a job whose results cannot be handed in is not computed to its end`() throws {
        let server = try RunningServer(
            ["--worker-program", RunningServer.program("KilnDouble")],
            environment: ["KILN_DOUBLE_STEP_MS": "20"])
        defer { server.stop() }
        // Each of its tries would take two minutes.
        let body = """
            {"prompt": "double:odd-file", "checkpoint": "demo-sd15", "width": 64, "height": 64,
            "steps": 30, "n_iter": 200}
            """
        let id = try #require(try server.json("/kiln/v1/jobs", body)["id"] as? String)
        let hasEnded = try waiting {
            try server.json("/kiln/v1/jobs/\(id)")["state"] as? String == "quarantined"
        }
        #expect(hasEnded)
        let error = try server.json("/kiln/v1/jobs/\(id)")["error"] as? [String: Any]
        #expect((error?["message"] as? String)?.contains("could not be handed in") == true)
    }
}
