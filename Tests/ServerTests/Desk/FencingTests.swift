import Imaging
import Jobs
import Testing
import WorkerAPI

@testable import Server

/// Workers that have lost their jobs, beside those that have them now.
@Suite struct FencingTests {
    private let service: TestService
    private var desk: JobDesk { service.desk }

    init() throws { service = try TestService() }

    private func claim(by worker: String) async throws -> (answer: ClaimAnswer, lease: Lease) {
        let answer = try #require(
            try await desk.claim(ClaimRequest(worker: worker, device: "cpu", resident: [])))
        let id = try #require(JobID(answer.job))
        return (answer, Lease(job: id, attempt: answer.attempt, worker: WorkerID(worker)))
    }

    /// A job that one worker was lent first, and another one has now.
    private func passedOn() async throws -> (lost: Lease, held: Lease) {
        _ = try await service.intake.take(service.order(), owner: "me")
        let lost = try await claim(by: "a").lease
        try await desk.end(lost, OutcomeReport(.released))
        return (lost, try await claim(by: "b").lease)
    }

    @Test(arguments: [
        OutcomeReport.Kind.done, .failed, .retry, .cancelled, .released,
    ])
    func `the late end of a try leaves the next one's progress, previews and wishes`(
        end: OutcomeReport.Kind
    ) async throws {
        defer { service.remove() }
        let (lost, held) = try await passedOn()
        var progress = ProgressReport()
        progress.stage = "first pass"
        _ = try await desk.report(progress, held)
        try desk.show([1], of: 0, held)
        desk.skip(held.job)
        await #expect(throws: JobStoreError.leaseLost) {
            try await desk.end(lost, OutcomeReport(end, reason: "late."))
        }
        let entry = try #require(desk.board.entry(held.job.description))
        #expect(entry.report.stage == "first pass" && entry.previews == [0: [1]])
        #expect(try await desk.orders(for: held, skips: 0).skips == 1)
        #expect(desk.leasedJobs == [held.job])
    }

    @Test func `what is known of a job is of one try`() {
        let board = ProgressBoard()
        board.begin("a", attempt: 2, images: 1)
        board.update("a", attempt: 1) { $0.report.stage = "ghost" }
        board.end("a", attempt: 1)
        #expect(board.entry("a")?.report.stage.isEmpty == true)
        board.update("a", attempt: 2) { $0.report.stage = "hop" }
        board.update("a") { $0.skips = 1 }
        #expect(board.entry("a")?.report.stage == "hop" && board.entry("a")?.skips == 1)
        board.end("a", attempt: 2)
        #expect(board.entry("a") == nil)
    }

    @Test func `who has lost a job reads nothing of it any more`() async throws {
        defer { service.remove() }
        _ = try await service.intake.take(service.order(), owner: "me")
        let first = try await claim(by: "a").lease
        try await desk.keep([7], of: 0, first)
        #expect(try await desk.firstPass(0, first) == [7])
        try await desk.end(first, OutcomeReport(.released))
        let second = try await claim(by: "b").lease
        await #expect(throws: JobStoreError.leaseLost) { try await desk.firstPass(0, first) }
        #expect(try await desk.firstPass(0, second) == [7])
    }

    /// A picture of one pixel.
    private func point(_ red: UInt8) throws -> [UInt8] {
        try PNG.encode(Image8(width: 1, height: 1, channels: 3, pixels: [red, 0, 0]), texts: [])
    }

    @Test func `a worker reads the inputs of its job and no others`() async throws {
        defer { service.remove() }
        let (png, other) = try (point(1), point(2))
        let job = try await service.intake.take(
            [png], UpscaleSettings(), kind: "webui", owner: "me")
        let stranger = try await desk.store.putInput(other)
        let (answer, lease) = try await claim(by: "a")
        let name = try #require(answer.document.inputs.first.flatMap { BlobID($0) })
        #expect(answer.job == job.id.description && answer.document.inputs.count == 1)
        #expect(try await desk.input(name, lease) == png)
        await #expect(throws: JobStoreError.noInput(stranger)) {
            try await desk.input(stranger, lease)
        }
        try await desk.end(lease, OutcomeReport(.released))
        await #expect(throws: JobStoreError.leaseLost) { try await desk.input(name, lease) }
    }
}
