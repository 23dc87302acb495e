import Jobs
import Testing
import WorkerAPI

@testable import Server

/// Questions of workers whose answers get lost on the way.
@Suite struct LostAnswerTests {
    private let service: TestService
    private var desk: JobDesk { service.desk }

    init() throws { service = try TestService() }

    private func request(life: String?) -> ClaimRequest {
        var request = ClaimRequest(worker: "w", device: "cpu", resident: [])
        request.life = life
        return request
    }

    /// A question that the desk has heard.
    private func asking(_ desk: JobDesk) async -> Task<ClaimAnswer?, any Error> {
        let ticket = desk.roll.questions.ticket()
        let question = Task { try await desk.claim(request(life: "1")) }
        await ticket.wait(upTo: .seconds(60))
        return question
    }

    @Test func `a job of whose loan its worker does not know goes to it again, without a failure`()
        async throws
    {
        defer { service.remove() }
        let taken = try await service.intake.take(service.order(), owner: "me")
        #expect(try await desk.claim(request(life: "1"))?.attempt == 1)
        // The answer did not arrive: the worker asks again.
        let claim = try #require(try await desk.claim(request(life: "1")))
        #expect(claim.job == taken.job.id.description && claim.attempt == 2)
        let job = try await desk.store.job(taken.job.id)
        #expect(job.state == .running && job.failures == 0)
        #expect(desk.leasedJobs == [taken.job.id])
    }

    @Test func `a job that never reaches a worker is not lent for ever`() async throws {
        defer { service.remove() }
        let taken = try await service.intake.take(service.order(), owner: "me")
        for attempt in 1...4 {
            #expect(try await desk.claim(request(life: "1"))?.attempt == attempt)
        }
        let question = Task { try await desk.claim(request(life: "1")) }
        while try await desk.store.job(taken.job.id).failures == 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        question.cancel()
        #expect(try await desk.store.job(taken.job.id).failure?.reason == "worker-failed")
    }

    @Test func `two workers by the same name do not take each other's jobs`() async throws {
        defer { service.remove() }
        let first = try await service.intake.take(service.order(), owner: "me")
        _ = try await service.intake.take(service.order(), owner: "me")
        #expect(try await desk.claim(request(life: "1")) != nil)
        #expect(try await desk.claim(request(life: "2")) != nil)
        #expect(desk.leasedJobs.count == 2)
        #expect(try await desk.store.job(first.job.id).attempt == 1)
    }

    @Test func `a question that its worker has given up gets no job`() async throws {
        defer { service.remove() }
        // Both wait for longer than the job may take to come.
        let desk = service.desk { $0.patience = .seconds(3600) }
        let old = await asking(desk)
        let new = await asking(desk)
        _ = try await service.intake.take(service.order(), owner: "me")
        #expect(try await new.value?.attempt == 1)
        #expect(try await old.value == nil)
    }
}
