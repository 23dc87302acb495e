import Jobs
import Logging
import Testing
import WorkerAPI

@testable import Server

/// Ends of jobs, each counted once.
@Suite struct EndedMeasureTests {
    private let service: TestService
    private let registry = PrometheusRegistry()
    private let desk: JobDesk

    init() throws {
        service = try TestService()
        var settings = JobDesk.Settings()
        settings.lease = .milliseconds(50)
        desk = JobDesk(
            store: service.desk.store, measures: ServiceMeasures(registry), settings: settings,
            logger: Logger(label: "test"))
    }

    /// How many jobs ended so.
    private func count(_ state: JobState) -> String? {
        registry.text.split(separator: "\n")
            .first { $0.hasPrefix("kiln_jobs_total{result=\"\(state.rawValue)\"} ") }
            .flatMap { $0.split(separator: " ").last.map(String.init) }
    }

    private func claim() async throws -> Lease {
        let claim = try #require(
            try await desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        return Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("w"))
    }

    @Test func `a job that is called off twice is counted once`() async throws {
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        for _ in 0..<2 { #expect(try await desk.cancel(job).state == .cancelled) }
        #expect(count(.cancelled) == "1")
    }

    @Test func `a job that many call off at once is counted once`() async throws {
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        try await withThrowingTaskGroup(of: Void.self) { [desk] group in
            for _ in 0..<20 { group.addTask { _ = try await desk.cancel(job) } }
            try await group.waitForAll()
        }
        #expect(count(.cancelled) == "1")
    }

    @Test func `a job that is called off and given back is counted`() async throws {
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        let lease = try await claim()
        _ = try await desk.cancel(job)
        #expect(count(.cancelled) == nil)
        try await desk.end(lease, OutcomeReport(.released))
        #expect(count(.cancelled) == "1")
        #expect(try await desk.cancel(job).state == .cancelled)
        #expect(count(.cancelled) == "1")
    }

    @Test func `a job that is called off and whose worker falls silent is counted`() async throws {
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        let lease = try await claim()
        _ = try await desk.cancel(job)
        while try await desk.expireLeases().isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await desk.store.job(job).state == .cancelled)
        #expect(count(.cancelled) == "1")
        await #expect(throws: JobStoreError.leaseLost) {
            try await desk.end(lease, OutcomeReport(.cancelled))
        }
        #expect(count(.cancelled) == "1")
    }
}
