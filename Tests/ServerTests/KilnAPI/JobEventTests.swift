import HTTPTypes
import Jobs
import Testing
import Wire
import WorkerAPI

@testable import Server

/// The events of one job.
@Suite struct JobEventTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func begun() async throws -> (id: JobID, lease: Lease) {
        let job = try await service.intake.take(service.order(images: 2), owner: "me").job
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        return (job.id, Lease(job: job.id, attempt: claim.attempt, worker: WorkerID("w")))
    }

    private func report(_ images: [Int], step: Int) -> ProgressReport {
        var report = ProgressReport()
        (report.stage, report.step, report.steps, report.images) = ("first pass", step, 2, images)
        return report
    }

    /// The picture at an address that an event has told.
    private func picture(at url: JSONValue?) async throws -> [UInt8] {
        let path = try #require(url?.text?.split(separator: "?").first)
        guard case .bytes(let bytes, _) = try await service.answer(.get, String(path), [:]).body
        else { return [] }
        return bytes
    }

    @Test func `a preview's event has its address, which is another for each picture`() async throws
    {
        defer { service.remove() }
        let (id, lease) = try await begun()
        var events = JobEventStream(desk: service.desk, job: id).events(after: 0)
            .makeAsyncIterator()
        func next(_ name: String) async throws -> JSONValue {
            while let event = await events.next() {
                if event.name == name {
                    return try JSONValue(parsing: Array((event.data ?? "").utf8))
                }
                // What nobody can look at is not told.
                #expect(event.name != "preview")
            }
            throw APIError.notFound("an event \(name)")
        }
        _ = try await next("progress")
        try service.desk.show([7], of: 1, lease)
        _ = try await service.desk.report(report([1], step: 0), lease)
        let first = try await next("preview")["previews"]?.list
        #expect(first?.map { $0["index"] } == [1])
        #expect(try await picture(at: first?.first?["url"]) == [7])
        try service.desk.show([8], of: 1, lease)
        let second = try await next("preview")["previews"]?.list
        #expect(try await picture(at: second?.first?["url"]) == [8])
        #expect(first?.first?["url"] != second?.first?["url"])
        _ = try await service.desk.report(report([0], step: 1), lease)
        var last = try await next("progress")
        while last["images"] != [0] { last = try await next("progress") }
        #expect(last["previews"] == [])
    }

    @Test func `of more previews than are kept the present batch's stay`() {
        var entry = ProgressBoard.Entry(attempt: 1, images: 65)
        for image in 0...64 { entry.show([UInt8(image)], of: image) }
        entry.show([1], of: 64)
        #expect(entry.previews == [64: [1]] && entry.previewNumbers == [64: 66])
    }

    @Test func `a reader that has seen the end is told not to come again`() async throws {
        defer { service.remove() }
        let id = try await service.intake.take(service.order(), owner: "me").job.id
        let path = "/kiln/v1/jobs/\(id)/events"
        func status(_ last: String) async throws -> Int {
            try await service.answer(.get, path, [:], fields: [.lastEvent: last]).status.code
        }
        #expect(try await status("1") == 200, "a job that waits has more to tell")
        _ = try await service.desk.cancel(id)
        for last in ["", "0", "1"] { #expect(try await status(last) == 200) }
        for last in ["2", "99"] { #expect(try await status(last) == 204) }
    }
}
