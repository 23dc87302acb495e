import Foundation
import Testing

/// `kiln worker` as a program of its own, and servers whose workers cannot work.
@Suite(.serialized) struct WorkerClientTests {
    private let long = """
        {"prompt": "a", "checkpoint": "demo-sd15", "width": 128, "height": 128, "steps": 150, "n_iter": 200}
        """

    @Test func `a worker that is asked to end hands its job back, and that is no failure`() throws {
        let scratch = NSTemporaryDirectory() + "kiln-worker-\(UUID().uuidString)"
        _ = FileManager.default.createFile(
            atPath: scratch, contents: Data("a-token-of-workers-0123456789\n".utf8),
            attributes: [.posixPermissions: 0o600])
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let server = try RunningServer(["--workers", "none", "--worker-token-file", scratch])
        defer { server.stop() }
        let worker = Process()
        worker.executableURL = URL(fileURLWithPath: RunningServer.program("kiln"))
        worker.arguments = [
            "worker", "--server", server.address, "--token-file", scratch, "--models",
            RunningServer.root + "/models",
        ]
        worker.currentDirectoryURL = URL(fileURLWithPath: RunningServer.root)
        try worker.run()
        defer { worker.terminate() }
        let id = try #require(try server.json("/kiln/v1/jobs", long)["id"] as? String)
        let isRunning = try waiting {
            try server.json("/kiln/v1/jobs/\(id)")["state"] as? String == "running"
        }
        #expect(isRunning)
        worker.terminate()
        worker.waitUntilExit()
        #expect(worker.terminationStatus == 0)
        let job = try server.json("/kiln/v1/jobs/\(id)")
        #expect(job["state"] as? String == "queued")
        #expect(job["error"] is NSNull)
    }

    @Test func `a worker without the models says who it is, and gives the job back for others`()
        throws
    {
        let scratch = NSTemporaryDirectory() + "kiln-bare-\(UUID().uuidString)"
        let token = scratch + "/token"
        try FileManager.default.createDirectory(
            atPath: scratch + "/Stable-diffusion", withIntermediateDirectories: true)
        _ = FileManager.default.createFile(
            atPath: token, contents: Data("a-token-of-workers-0123456789\n".utf8),
            attributes: [.posixPermissions: 0o600])
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let server = try RunningServer(["--workers", "none", "--worker-token-file", token])
        defer { server.stop() }
        let id = try #require(try server.json("/kiln/v1/jobs", long)["id"] as? String)
        let worker = Process()
        let (results, complaints) = (Pipe(), Pipe())
        worker.executableURL = URL(fileURLWithPath: RunningServer.program("kiln"))
        worker.arguments = [
            "worker", "--server", server.address, "--token-file", token, "--models", scratch,
            "--name", "bare", "--once",
        ]
        worker.currentDirectoryURL = URL(fileURLWithPath: RunningServer.root)
        (worker.standardOutput, worker.standardError) = (results, complaints)
        try worker.run()
        defer { worker.terminate() }
        worker.waitUntilExit()
        let said = String(decoding: results.fileHandleForReading.availableData, as: UTF8.self)
        #expect(said.contains("bare, computing on cpu with 0 checkpoints in \(scratch), asks "))
        let complaint = String(
            decoding: complaints.fileHandleForReading.availableData, as: UTF8.self)
        #expect(complaint.contains("job \(id) was given back: there are no checkpoints"))
        let job = try server.json("/kiln/v1/jobs/\(id)")
        #expect(job["state"] as? String == "queued")
        #expect(job["error"] is NSNull)
    }

    @Test func `a server whose workers lack libtorch is not ready, and loses no job to them`()
        throws
    {
        let server = try RunningServer(environment: ["KILN_LIBTORCH": "/no/such/folder"])
        defer { server.stop() }
        let id = try #require(try server.json("/kiln/v1/jobs", long)["id"] as? String)
        Thread.sleep(forTimeInterval: 2)
        let readiness = String(decoding: try server.bytes("/readyz"), as: UTF8.self)
        #expect(readiness.hasPrefix("not ready: "))
        let job = try server.json("/kiln/v1/jobs/\(id)")
        #expect(job["state"] as? String == "queued")
        #expect(job["attempts"] as? Int == 0)
    }
}
