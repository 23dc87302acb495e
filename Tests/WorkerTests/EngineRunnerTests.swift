import Foundation
import Testing
import WorkerAPI

@testable import Kiln
@testable import Worker

/// What the engine's runner says of jobs before it computes.
struct EngineRunnerTests {
    /// How a job ends whose models are in another folder than the runner's.
    private func end(_ document: JobDocument, folder: String) async throws -> JobFailure {
        let claim = ClaimAnswer(
            job: "a", attempt: 1, document: document, firstPasses: [], finished: [],
            leaseSeconds: 5, patienceSeconds: 60)
        let link = ServerLink(
            server: try ServerAddress("http://127.0.0.1:9"), token: "t", worker: "w")
        let runner = EngineRunner(folder: folder)
        let failure = await #expect(throws: JobFailure.self) {
            try await runner.run(JobRun(link.lease(of: claim)))
        }
        await link.close()
        return try #require(failure)
    }

    private var work: GenerationWork {
        var request = GenerationRequest()
        request.checkpoint = "demo-sd15.safetensors"
        request.prompts = ["a"]
        request.seed = 1
        return GenerationWork(request)
    }

    private static let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../models").standardized.path

    @Test func `a worker without a job's model gives the job back`() async throws {
        let failure = try await end(JobDocument(.generation(work)), folder: "/no/such/folder")
        #expect(failure.end == .unfit)
        #expect(failure.description.contains("no checkpoints"))
    }

    @Test func `a worker whose model has other content gives the job back`() async throws {
        let other = ModelUse(
            kind: "checkpoint", name: "demo-sd15.safetensors",
            hash: String(repeating: "0", count: 64))
        let failure = try await end(
            JobDocument(.generation(work), models: [other]), folder: Self.models)
        #expect(failure.end == .unfit)
        #expect(failure.description.contains("is not the file that it was"))
    }
}
