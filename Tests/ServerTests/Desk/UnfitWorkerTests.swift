import Jobs
import Testing
import WorkerAPI

@testable import Server

/// Workers that lack models of the jobs that wait.
@Suite struct UnfitWorkerTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func desk(search: Duration) -> JobDesk {
        service.desk { settings in
            (settings.patience, settings.search) = (.milliseconds(20), search)
        }
    }

    private func claim(
        _ desk: JobDesk, by worker: String, life: String = "1"
    ) async throws -> ClaimAnswer? {
        var request = ClaimRequest(worker: worker, device: "cpu", resident: [])
        request.life = life
        return try await desk.claim(request)
    }

    private func lease(_ claim: ClaimAnswer, _ worker: String) throws -> Lease {
        Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID(worker))
    }

    /// A worker asks for a job and gives it back, as one that it cannot do.
    private func refuse(_ desk: JobDesk, by worker: String, life: String = "1") async throws {
        let claim = try #require(try await claim(desk, by: worker, life: life))
        try await desk.end(
            lease(claim, worker), OutcomeReport(.unfit, reason: "there is no checkpoint in /x/y."))
    }

    @Test func `a job that a worker cannot do goes to another one, and has not failed`()
        async throws
    {
        defer { service.remove() }
        let desk = desk(search: .seconds(3_600))
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        try await refuse(desk, by: "bare")
        #expect(try await claim(desk, by: "bare") == nil)
        let stored = try await desk.store.job(job)
        #expect(stored.state == .queued && stored.failures == 0)
        #expect(try await claim(desk, by: "fit")?.job == job.description)
    }

    @Test func `a worker that cannot do one job is lent others`() async throws {
        defer { service.remove() }
        let desk = desk(search: .seconds(3_600))
        let first = try await service.intake.take(service.order(), owner: "me").job.id
        let second = try await service.intake.take(service.order(), owner: "me").job.id
        try await refuse(desk, by: "bare")
        let claim = try #require(try await claim(desk, by: "bare"))
        #expect(claim.job == second.description && claim.job != first.description)
    }

    @Test func `a worker that has started again is asked again`() async throws {
        defer { service.remove() }
        let desk = desk(search: .seconds(3_600))
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        try await refuse(desk, by: "bare", life: "1")
        #expect(try await claim(desk, by: "bare", life: "1") == nil)
        #expect(try await claim(desk, by: "bare", life: "2")?.job == job.description)
    }

    @Test func `a job that no worker can do fails, with what each of them said`() async throws {
        defer { service.remove() }
        let desk = desk(search: .zero)
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        try await refuse(desk, by: "a")
        // Another is there that may be able.
        desk.roll.begin(ClaimRequest(worker: "b", device: "cpu", resident: []))
        #expect(try await claim(desk, by: "a") == nil)
        #expect(try await desk.store.job(job).state == .queued)
        try await refuse(desk, by: "b")
        async let end = desk.end(of: job)
        #expect(try await claim(desk, by: "a") == nil)
        let failure = try #require(try await end.failure)
        #expect(
            failure.detail
                == "no worker can do this job: a: there is no checkpoint in y.; "
                + "b: there is no checkpoint in y.")
        #expect(try await end.state == .failed)
        #expect(desk.leasedJobs.isEmpty && desk.board.entry(job.description) == nil)
    }

    @Test func `a job that no worker can do waits a while for one that starts again`()
        async throws
    {
        defer { service.remove() }
        let desk = desk(search: .milliseconds(300))
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        try await refuse(desk, by: "bare")
        while try await desk.store.job(job).state == .queued {
            #expect(try await claim(desk, by: "bare") == nil)
        }
        #expect(try await desk.store.job(job).state == .failed)
    }

    @Test func `who has lost a job says nothing of it`() async throws {
        defer { service.remove() }
        let desk = desk(search: .seconds(3_600))
        _ = try await service.intake.take(service.order(), owner: "me")
        let lost = try lease(try #require(try await claim(desk, by: "bare")), "bare")
        try await desk.end(lost, OutcomeReport(.released))
        await #expect(throws: JobStoreError.leaseLost) {
            try await desk.end(lost, OutcomeReport(.unfit, reason: "late."))
        }
        #expect(try await claim(desk, by: "bare") != nil)
    }

    @Test func `a worker that cannot do very many jobs is lent no more of them`() {
        var refusals = Refusals()
        let life = Refusals.Life(worker: "bare", life: "1")
        for number in 0..<Int64(Refusals.limit) {
            refusals.add("no.", of: .random(), number: number, by: life)
        }
        let fit = Refusals.Life(worker: "fit", life: "1")
        let left = refusals.leftToOthers(by: life, among: [life, fit], since: .now)
        #expect(left.count == Refusals.limit)
        #expect(refusals.leftToOthers(by: life, among: [life], since: .now).isEmpty)
        #expect(refusals.leftToOthers(by: fit, among: [life, fit], since: .now).isEmpty)
    }
}
