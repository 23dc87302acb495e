import Jobs
import Testing
import Wire
import WorkerAPI

@testable import Server

/// The events of all jobs.
@Suite struct JobFeedTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func lease(_ claim: ClaimAnswer) throws -> Lease {
        Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("w"))
    }

    private func claim() async throws -> Lease {
        try lease(
            try #require(
                try await service.desk.claim(
                    ClaimRequest(worker: "w", device: "cpu", resident: []))))
    }

    /// The stored events of a stream up to the last of some; whatever passes by is left out.
    private func stored(
        _ events: AsyncStream<ServerSentEvent>, until last: (job: JobID, name: String)
    ) async throws -> [(job: String, name: String, id: Int)] {
        var found: [(job: String, name: String, id: Int)] = []
        for await event in events {
            guard let id = event.id, let name = event.name else { continue }
            let job = try JSONValue(parsing: Array((event.data ?? "").utf8))["job"]?.text ?? ""
            found.append((job, name, id))
            if (job, name) == (last.job.description, last.name) { break }
        }
        return found
    }

    @Test func `what happens to any job is told with the job`() async throws {
        defer { service.remove() }
        let before = try await service.intake.take(service.order(), owner: "me").job.id
        _ = try await claim()
        let (begun, beginning) = AsyncStream<Void>.makeStream()
        let reader = Task {
            var names: [String: [String]] = [:]
            for await event in JobFeed(desk: service.desk).events(since: nil) {
                beginning.yield()
                guard let data = event.data, let name = event.name else { continue }
                let job = try JSONValue(parsing: Array(data.utf8))["job"]?.text ?? ""
                names[job, default: []].append(name)
                if name == "cancelled" { break }
            }
            return names
        }
        for await _ in begun { break }
        let job = try await service.intake.take(service.order(), owner: "you").job.id
        _ = try await service.desk.cancel(job)
        let names = try await reader.value
        #expect(names[job.description] == ["accepted", "cancelled"])
        // Of one that ran already: how far it is, and nothing that happened before.
        #expect(names[before.description] == ["progress"])
    }

    @Test func `who comes back is told what has happened meanwhile, also after a new start`()
        async throws
    {
        defer { service.remove() }
        let first = try await service.intake.take(service.order(), owner: "me").job.id
        let second = try await service.intake.take(service.order(), owner: "me").job.id
        let lease = try await claim()
        try await service.desk.end(lease, OutcomeReport(.failed, reason: "told to."))
        _ = try await service.desk.cancel(second)
        let start = try await service.desk.store.job(first).createdAt
        // Another desk over the same store knows nothing but what is on the disk.
        let feed = JobFeed(desk: service.desk { _ in }).events(since: start)
        let found = try await stored(feed, until: (second, "cancelled"))
        let own = { (id: JobID) in found.filter { $0.job == id.description }.map(\.name) }
        #expect(own(first) == ["accepted", "started", "failed"])
        #expect(own(second) == ["accepted", "cancelled"])
        #expect(found.map(\.id) == found.map(\.id).sorted() && found.first?.id == Int(start))
        let later = try #require(found.last).id + 60_000
        let quiet = service.desk { _ in }
        quiet.takeBack()
        for await event in JobFeed(desk: quiet).events(since: Int64(later)) {
            #expect(event.id == nil, "nothing has happened since")
        }
    }

    @Test func `a stream of all jobs ends when the server goes down, and takes one place`()
        async throws
    {
        defer { service.remove() }
        var limits = Limits()
        limits.eventStreams = 0
        await #expect(throws: LimitBreach.self) {
            _ = try await service.answer(.get, "/kiln/v1/events", [:], limits: limits)
        }
        service.desk.takeBack()
        for await event in JobFeed(desk: service.desk).events(since: nil) {
            #expect(event.data == nil)
        }
    }
}
