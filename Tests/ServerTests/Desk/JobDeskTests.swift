import Foundation
import Jobs
import Kiln
import Logging
import Testing
import Wire
import WorkerAPI

@testable import Server

@Suite struct JobDeskTests {
    private let service: TestService
    private let worker = ClaimRequest(worker: "w", device: "cpu", resident: [])

    init() throws { service = try TestService() }

    private func lease(_ claim: ClaimAnswer) throws -> Lease {
        Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("w"))
    }

    private func image(_ index: Int) -> ImageReport {
        ImageReport(
            index: index, isBeforeHires: false, size: (8, 8), mediaType: "image/png",
            infotext: "text", seeds: (index, 0))
    }

    @Test func `an accepted job has its seeds, names and hashes settled`() async throws {
        defer { service.remove() }
        let taken = try await service.intake.take(service.order(images: 3), owner: "me")
        let document = try JSONDecoder().decode(
            JobDocument.self,
            from: Data(try await service.desk.store.document(of: taken.job.id)))
        guard case .generation(let work) = document.work else {
            Issue.record("another kind of work")
            return
        }
        #expect(work.request.checkpoint == "demo-sd15.safetensors")
        #expect((work.request.prompts[0].seed ?? -1) >= 0)
        #expect(work.request.seed == work.request.prompts[0].seed)
        let model = try #require(document.models.first)
        #expect(model.kind == "checkpoint" && model.hash?.count == 64)
        #expect(taken.job.imageCount == 3)
        #expect(taken.job.affinity == ["demo-sd15.safetensors"])
    }

    @Test func `the same document makes the same plan, seed by seed`() async throws {
        defer { service.remove() }
        var order = service.order(images: 2)
        order.request.prompts = ["a", "b"]
        let taken = try await service.intake.take(order, owner: "me")
        let document = try JSONDecoder().decode(
            JobDocument.self,
            from: Data(try await service.desk.store.document(of: taken.job.id)))
        guard case .generation(let work) = document.work else { return }
        let again = try Planner(service.intake.shelf.models).plan(work.request)
        #expect(again.images == taken.plan.images)
    }

    @Test func `a job goes through a worker's hands to its end`() async throws {
        defer { service.remove() }
        let desk = service.desk
        let taken = try await service.intake.take(service.order(), owner: "me")
        let claim = try #require(try await desk.claim(worker))
        #expect(claim.job == taken.job.id.description && claim.attempt == 1)
        async let end = desk.end(of: taken.job.id)
        let lease = try lease(claim)
        var progress = ProgressReport()
        progress.stage = "first pass"
        #expect(try await desk.report(progress, lease) == LeaseAnswer(.held))
        #expect(desk.board.entry(claim.job)?.report == progress)
        _ = try await desk.add(image(0), [1, 2, 3], lease)
        try await desk.end(lease, OutcomeReport(.done))
        #expect(try await end.state == .done)
        #expect(desk.board.entry(claim.job) == nil)
        #expect(desk.leasedJobs.isEmpty)
    }

    @Test func `a job that is called off tells its worker, at once`() async throws {
        defer { service.remove() }
        // A question that nothing answers would be open for an hour.
        let desk = service.desk { ($0.patience, $0.lease) = (.seconds(3600), .seconds(7200)) }
        let taken = try await service.intake.take(service.order(), owner: "me")
        let lease = try lease(try #require(try await desk.claim(worker)))
        let start = ContinuousClock.now
        async let order = desk.orders(for: lease, skips: 0)
        try await Task.sleep(for: .milliseconds(50))
        _ = try await desk.cancel(taken.job.id)
        #expect(try await order.state == .cancel)
        #expect(ContinuousClock.now - start < .seconds(600))
        try await desk.end(lease, OutcomeReport(.cancelled))
        #expect(try await desk.store.job(taken.job.id).state == .cancelled)
    }

    @Test func `a skip is an order, and its number grows`() async throws {
        defer { service.remove() }
        let desk = service.desk
        let taken = try await service.intake.take(service.order(), owner: "me")
        let lease = try lease(try #require(try await desk.claim(worker)))
        desk.skip(taken.job.id)
        #expect(try await desk.orders(for: lease, skips: 0) == LeaseAnswer(.held, skips: 1))
    }

    @Test func `a worker that dies gives its job back, and its late words are not taken`()
        async throws
    {
        defer { service.remove() }
        let desk = service.desk
        let taken = try await service.intake.take(service.order(), owner: "me")
        let first = try lease(try #require(try await desk.claim(worker)))
        let failure = JobFailure(reason: "worker-died", detail: "the worker died.")
        #expect(await desk.workerIsGone("w", failure))
        #expect(await !desk.workerIsGone("w", failure))
        let job = try await desk.store.job(taken.job.id)
        #expect(job.state == .queued && job.failures == 1)
        let answer = try await desk.report(ProgressReport(), first)
        #expect(answer.state == .lost)
        await #expect(throws: JobStoreError.leaseLost) {
            _ = try await desk.add(image(0), [1], first)
        }
    }

    @Test func `a job called done without its images is tried again`() async throws {
        defer { service.remove() }
        let desk = service.desk
        let taken = try await service.intake.take(service.order(images: 2), owner: "me")
        let lease = try lease(try #require(try await desk.claim(worker)))
        _ = try await desk.add(image(0), [1], lease)
        try await desk.end(lease, OutcomeReport(.done))
        let job = try await desk.store.job(taken.job.id)
        #expect(job.state == .queued && job.failure?.reason == "incomplete")
    }

    @Test func `a server that goes down takes nothing, lends nothing and takes back what it lent`()
        async throws
    {
        defer { service.remove() }
        let desk = service.desk
        let taken = try await service.intake.take(service.order(), owner: "me")
        let lease = try lease(try #require(try await desk.claim(worker)))
        desk.drain()
        await #expect(throws: LimitBreach.self) {
            _ = try await service.intake.take(service.order(), owner: "me")
        }
        #expect(try await desk.claim(worker) == nil)
        desk.takeBack()
        #expect(try await desk.orders(for: lease, skips: 0).state == .release)
        try await desk.end(lease, OutcomeReport(.released))
        let job = try await desk.store.job(taken.job.id)
        #expect(job.state == .queued && job.failures == 0)
    }

    @Test func `a full queue refuses with the limit's name`() async throws {
        defer { service.remove() }
        let desk = service.desk { $0.queueLimit = 1 }
        let intake = Intake(
            shelf: service.intake.shelf, desk: desk, limits: Limits(), data: service.folder,
            fetch: URLPictures(isAllowed: false))
        _ = try await intake.take(service.order(), owner: "me")
        await #expect(throws: LimitBreach.queueFull(limit: 1, wait: 10)) {
            _ = try await intake.take(service.order(), owner: "me")
        }
    }

    @Test func `who may not administer has a share of the queue, and others have all of it`()
        async throws
    {
        defer { service.remove() }
        let desk = service.desk { $0.ownQueueLimit = 2 }
        let intake = Intake(
            shelf: service.intake.shelf, desk: desk, limits: Limits(), data: service.folder,
            fetch: URLPictures(isAllowed: false))
        let ada = JobOwner(Principal(kind: .user, name: "ada", scopes: [.read, .generate]))
        let eve = JobOwner(Principal(kind: .user, name: "eve", scopes: Scope.persons))
        let taken = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    (try? await intake.take(service.order(), owner: ada)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(taken == 2)
        await #expect(throws: LimitBreach.ownQueueFull(limit: 2, wait: 10)) {
            _ = try await intake.take(service.order(), owner: ada)
        }
        for _ in 0..<3 { _ = try await intake.take(service.order(), owner: eve) }
        _ = try #require(try await desk.claim(worker))
        _ = try await intake.take(service.order(), owner: ada)
    }

    @Test func `the same key again is the same job, and counts once`() async throws {
        defer { service.remove() }
        var order = service.order()
        order.idempotencyKey = "key"
        let first = try await service.intake.take(order, owner: "me")
        #expect(try await service.intake.take(order, owner: "me").job.id == first.job.id)
        let text = try await service.answer(.get, "/metrics", [:])
        guard case .bytes(let bytes, _) = text.body else { return }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.contains("kiln_jobs_accepted_total{kind=\"kiln\"} 1"))
        #expect(lines.contains("kiln_jobs{state=\"queued\"} 1"))
        #expect(lines.contains("kiln_queue_depth{model=\"demo-sd15.safetensors\"} 1"))
    }

    @Test func `a lost worker's preview and progress are not shown`() async throws {
        defer { service.remove() }
        let desk = service.desk
        _ = try await service.intake.take(service.order(), owner: "me")
        let lost = try lease(try #require(try await desk.claim(worker)))
        try await desk.end(lost, OutcomeReport(.released))
        let claim = try #require(try await desk.claim(worker))
        #expect(throws: JobStoreError.leaseLost) { try desk.show([1], of: 0, lost) }
        var progress = ProgressReport()
        progress.stage = "ghost"
        #expect(try await desk.report(progress, lost) == LeaseAnswer(.lost))
        #expect(desk.board.entry(claim.job)?.report.stage != "ghost")
        #expect(desk.board.entry(claim.job)?.previews.isEmpty == true)
        try desk.show([1], of: 0, lease(claim))
        #expect(desk.board.entry(claim.job)?.previews == [0: [1]])
    }

    @Test func `who waits for a job and who reads its events are sent away at the end`()
        async throws
    {
        defer { service.remove() }
        let desk = service.desk
        let job = try await service.intake.take(service.order(), owner: "me").job.id
        let (begun, beginning) = AsyncStream<Void>.makeStream()
        let reader = Task {
            var events: [String?] = []
            for await event in JobEventStream(desk: desk, job: job).events(after: 0) {
                events.append(event.name)
                beginning.yield()
            }
            return events
        }
        let waiting = Task { try await desk.end(of: job) }
        for await _ in begun { break }
        desk.drain()
        desk.takeBack()
        #expect(await reader.value == ["accepted"])
        await #expect(throws: LimitBreach.stopping(wait: 5)) { try await waiting.value }
    }

    @Test func `a question for orders is open no longer than a lease does without one`()
        async throws
    {
        defer { service.remove() }
        let desk = service.desk { $0.lease = .milliseconds(300) }
        _ = try await service.intake.take(service.order(), owner: "me")
        let lease = try lease(try #require(try await desk.claim(worker)))
        let begin = ContinuousClock.now
        #expect(try await desk.orders(for: lease, skips: 0) == LeaseAnswer(.held))
        #expect(ContinuousClock.now - begin < .seconds(10))
    }

    @Test func `what is too large is refused before it is stored`() async throws {
        defer { service.remove() }
        var order = service.order()
        order.request.iterations = 10_000
        await #expect(throws: LimitBreach.self) {
            _ = try await service.intake.take(order, owner: "me")
        }
        order = service.order()
        (order.request.width, order.request.height) = (16_384, 16_384)
        await #expect(throws: LimitBreach.self) {
            _ = try await service.intake.take(order, owner: "me")
        }
        #expect(try await service.desk.store.counts().accepted == 0)
    }
}
