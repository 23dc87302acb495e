import Jobs
import Kiln
import Testing
import WorkerAPI

@testable import Server

/// What a second try is told of what the first has left.
@Suite struct FinishedImagesTests {
    private let service: TestService
    private let worker = ClaimRequest(worker: "w", device: "cpu", resident: [])

    init() throws { service = try TestService() }

    private func add(_ index: Int, isBeforeHires: Bool = false, to claim: ClaimAnswer) async throws
    {
        let lease = Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("w"))
        _ = try await service.desk.add(
            ImageReport(
                index: index, isBeforeHires: isBeforeHires, size: (8, 8), mediaType: "image/png",
                infotext: "", seeds: (1, 0)), [1], lease)
    }

    /// Ends a try and claims the job again.
    private func again() async throws -> ClaimAnswer {
        let failure = JobFailure(reason: "worker-died", detail: "the worker died.")
        _ = await service.desk.workerIsGone("w", failure)
        return try #require(try await service.desk.claim(worker))
    }

    @Test func `a second try is told which images are there`() async throws {
        defer { service.remove() }
        _ = try await service.intake.take(service.order(images: 3), owner: "me")
        let claim = try #require(try await service.desk.claim(worker))
        #expect(claim.finished == [])
        try await add(2, to: claim)
        try await add(0, to: claim)
        #expect(try await again().finished == [0, 2])
    }

    @Test func `where first passes are shown beside, both pictures make an image finished`()
        async throws
    {
        defer { service.remove() }
        var order = service.order(images: 2)
        order.request.hires = HiresRequest()
        order.request.savesBeforeHires = true
        _ = try await service.intake.take(order, owner: "me")
        let claim = try #require(try await service.desk.claim(worker))
        try await add(0, to: claim)
        try await add(1, isBeforeHires: true, to: claim)
        let second = try await again()
        #expect(second.finished == [])
        try await add(1, to: second)
        #expect(try await again().finished == [1])
    }
}
