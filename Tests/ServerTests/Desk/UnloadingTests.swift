import Jobs
import Testing
import WorkerAPI

@testable import Server

@Suite struct UnloadingTests {
    private let service: TestService
    private let desk: JobDesk

    init() throws {
        service = try TestService()
        // A test that gets no processor for a while is no worker that gives up.
        desk = service.desk { $0.patience = .seconds(600) }
    }

    private func request(_ worker: String, unloaded: Int? = nil) -> ClaimRequest {
        var request = ClaimRequest(worker: worker, device: "cpu", resident: [])
        request.unloaded = unloaded
        return request
    }

    /// Asks until there is a job or an order, and gives the order.
    private func order(to worker: String, after unloaded: Int? = nil) async throws -> Int {
        let request = request(worker, unloaded: unloaded)
        #expect(try await desk.claim(request) == nil)
        return try #require(desk.roll.unloading(dueFor: request))
    }

    @Test func `it is done when the workers that wait have done it`() async throws {
        defer { service.remove() }
        // Both wait for a job, and neither has one.
        let one = desk.roll.questions.ticket()
        async let first = order(to: "a")
        await one.wait(upTo: .seconds(600))
        let other = desk.roll.questions.ticket()
        async let second = order(to: "b")
        await other.wait(upTo: .seconds(600))
        let start = ContinuousClock.now
        async let end: Void = desk.unloadModels(within: .seconds(300))
        let number = try await first
        #expect(try await second == number)
        // They ask again when they have done it, and are asked nothing more.
        let questions = ["a", "b"].map { worker in
            Task { try await desk.claim(request(worker, unloaded: number)) }
        }
        await end
        #expect(ContinuousClock.now - start < .seconds(290))
        #expect(desk.roll.unloading(dueFor: request("a", unloaded: number)) == nil)
        for question in questions { question.cancel() }
    }

    @Test func `those that wait are awaited, and those that are busy or gone are not`() {
        defer { service.remove() }
        let roll = WorkerRoll()
        for worker in ["a", "b", "c"] { roll.begin(request(worker)) }
        let number = roll.unload()
        #expect(!roll.hasUnloaded(number, besides: []))
        roll.begin(request("a", unloaded: number))
        #expect(!roll.hasUnloaded(number, besides: ["b"]))
        #expect(roll.hasUnloaded(number, besides: ["b", "c"]))
        #expect(roll.remove("c"))
        #expect(roll.hasUnloaded(number, besides: ["b"]))
        roll.begin(request("b", unloaded: number - 1))
        #expect(!roll.hasUnloaded(number, besides: []))
        roll.begin(request("b", unloaded: number))
        #expect(roll.hasUnloaded(number, besides: []))
    }

    @Test func `a worker with a job is not waited for, and is asked when that has ended`()
        async throws
    {
        defer { service.remove() }
        _ = try await service.intake.take(service.order(), owner: "me")
        let claim = try #require(try await desk.claim(request("a")))
        let start = ContinuousClock.now
        await desk.unloadModels(within: .seconds(300))
        #expect(ContinuousClock.now - start < .seconds(290))
        let lease = Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("a"))
        try await desk.end(lease, OutcomeReport(.failed, reason: "told to."))
        // Before the next job.
        _ = try await service.intake.take(service.order(), owner: "me")
        let number = try await order(to: "a")
        #expect(try await desk.claim(request("a", unloaded: number)) != nil)
    }

    @Test func `a worker that does not answer holds it up for a while only`() async throws {
        defer { service.remove() }
        let ticket = desk.roll.questions.ticket()
        let question = Task { try await desk.claim(request("a")) }
        await ticket.wait(upTo: .seconds(60))
        let start = ContinuousClock.now
        await desk.unloadModels(within: .milliseconds(300))
        #expect(ContinuousClock.now - start > .milliseconds(250))
        #expect(try await question.value == nil)
        // Of one that is gone nothing is awaited.
        _ = await desk.workerIsGone("a", JobFailure(reason: "worker-died", detail: "it died."))
        let again = ContinuousClock.now
        await desk.unloadModels(within: .seconds(300))
        #expect(ContinuousClock.now - again < .seconds(290))
    }

    @Test func `each unloading is one of its own, and one of another life counts for nothing`() {
        let roll = WorkerRoll()
        let other = WorkerRoll()
        defer { service.remove() }
        let number = roll.unload()
        #expect(roll.unload() == number + 1)
        #expect(roll.unloading(dueFor: request("a", unloaded: number)) == number + 1)
        #expect(other.unloading(dueFor: request("a", unloaded: number)) == nil)
        let foreign = other.unload()
        #expect(other.unloading(dueFor: request("a", unloaded: number)) == foreign)
    }
}
