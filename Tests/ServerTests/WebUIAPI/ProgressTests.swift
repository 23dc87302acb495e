import Jobs
import Testing
import Wire
import WorkerAPI

@testable import Server

/// What the web UI's clients hear of a job's progress.
@Suite struct ProgressTests {
    private let service: TestService

    init() throws { service = try TestService() }

    @Test func `a job that has just ended, and kept nothing, stops no look at the progress`()
        async throws
    {
        defer { service.remove() }
        let taken = try await service.intake.take(service.order(), owner: "me")
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        let before = try await service.json(.get, "/sdapi/v1/progress")
        #expect(before["state"]?["job_count"] == 1)
        // The store knows of the end before those who follow the progress do.
        try await service.desk.store.cancelled(
            Lease(job: taken.job.id, attempt: claim.attempt, worker: WorkerID("w")))
        let after = try await service.json(.get, "/sdapi/v1/progress")
        #expect(after["state"]?["job"]?.text == taken.job.id.description)
    }
}
