import Jobs
import Kiln
import Testing
import Wire
import WorkerAPI

@testable import Server

/// What `/sdapi/v1/progress` tells of a job that runs.
@Suite struct ProgressRouteTests {
    private let service: TestService
    private let worker = ClaimRequest(worker: "w", device: "cpu", resident: [])

    init() throws { service = try TestService() }

    /// Begins a txt2img of two batches.
    private func begin(_ body: JSONObject = [:]) async throws -> Lease {
        var body = body
        body["n_iter"] = 2
        _ = try await service.answer(.post, "/sdapi/v1/txt2img", .object(body))
        let claim = try #require(try await service.desk.claim(worker))
        return Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("w"))
    }

    private func report(
        _ lease: Lease, _ images: [Int], part: JobPart? = nil
    ) async throws -> JSONValue {
        var report = ProgressReport()
        (report.step, report.steps, report.images) = (1, 4, images)
        report.part = part
        _ = try await service.desk.report(report, lease)
        return try await service.json(.get, "/sdapi/v1/progress")
    }

    @Test func `parts of a job are jobs, one after the other`() async throws {
        defer { service.remove() }
        let lease = try await begin()
        for number in 0..<6 {
            let answer = try await report(lease, [number / 3], part: JobPart(number, of: 6))
            #expect(answer["state"]?["job_count"] == 6)
            #expect(answer["state"]?["job_no"] == .integer(number))
            let share = 0.01 + (Double(number) + 0.25) / 6
            guard case .number(let told)? = answer["progress"] else {
                Issue.record("no progress")
                return
            }
            #expect(abs(told - share) < 1e-9)
        }
    }

    @Test func `a batch that is skipped is, and the next is not`() async throws {
        defer { service.remove() }
        let lease = try await begin()
        #expect(try await report(lease, [0])["state"]?["skipped"] == false)
        service.desk.skip(lease.job)
        #expect(try await report(lease, [0])["state"]?["skipped"] == true)
        #expect(try await report(lease, [1])["state"]?["skipped"] == false)
        service.desk.skip(lease.job)
        #expect(try await report(lease, [1])["state"]?["skipped"] == true)
    }

    @Test func `a task has a name, its client's or one that is drawn`() async throws {
        defer { service.remove() }
        let lease = try await begin()
        let answer = try await report(lease, [0])
        guard case .string(let name)? = answer["current_task"] else {
            Issue.record("no name")
            return
        }
        #expect(name.wholeMatch(of: /task\(txt2img-[A-Z0-9]{7}\)/) != nil)
        #expect(answer["state"]?["job"] == .string(name))
        _ = try await service.answer(.post, "/sdapi/v1/txt2img", ["force_task_id": "mine"])
        let pending = try await service.json(.get, "/internal/pending-tasks")
        #expect(pending == ["size": 2, "tasks": [.string(name), "mine"]])
    }
}
