import Jobs
import Kiln
import Testing
import Wire
import WorkerAPI

@testable import Server

/// What `/kiln/v1/status` tells.
@Suite struct StatusObjectTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func status() async throws -> StatusObject {
        try StatusObject(await service.json(.get, "/kiln/v1/status"))
    }

    @Test func `jobs are told by where they stand and what they wait for`() async throws {
        defer { service.remove() }
        for _ in 0..<2 { _ = try await service.intake.take(service.order(), owner: "me") }
        let status = try await status()
        #expect(status.version == KilnVersion.string && status.state == .running)
        #expect(status.jobs.queued == 2 && status.jobs.running == 0)
        #expect(status.queue.models.map(\.model) == ["demo-sd15.safetensors"])
        #expect(status.queue.models.map(\.jobs) == [2] && status.queue.other == 0)
        #expect(status.queue.limit == 10_000)
        #expect(status.disk.neededBytes == 512 << 20 && (status.disk.freeBytes ?? 0) > 0)
        #expect(!status.isReady && status.hindrance == "no worker has come yet")
    }

    @Test func `a worker is told with what it has and does`() async throws {
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        var request = ClaimRequest(
            worker: "cuda:0-7", device: "cuda:0", resident: ["demo-sd15.safetensors"])
        request.memory = WorkerMemory(process: 5, models: 7)
        let claim = try #require(try await service.desk.claim(request))
        var report = ProgressReport()
        report.stage = "first pass"
        let lease = Lease(job: job, attempt: claim.attempt, worker: WorkerID("cuda:0-7"))
        _ = try await service.desk.report(report, lease)
        let worker = try #require(try await status().workers.first)
        #expect(worker.name == "cuda:0-7" && worker.device == "cuda:0" && worker.state == .busy)
        #expect(worker.job == job.description && worker.stage == "first pass")
        #expect(worker.models == ["demo-sd15.safetensors"])
        #expect((worker.processBytes, worker.modelBytes) == (5, 7))
        try await service.desk.end(lease, OutcomeReport(.released))
        let idle = try #require(try await status().workers.first)
        #expect(idle.state == .idle && idle.job == nil && idle.stage == nil)
        _ = await service.desk.workerIsGone("cuda:0-7", JobFailure(reason: "x", detail: "x."))
        #expect(try await status().workers.isEmpty)
    }

    @Test func `a server that goes down says so`() async throws {
        defer { service.remove() }
        service.desk.drain()
        let status = try await status()
        #expect(status.state == .draining && status.hindrance == "the server is shutting down")
    }
}
