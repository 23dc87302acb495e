import Jobs
import Testing
import Wire
import WorkerAPI

@testable import Server

/// The page at `/`.
@Suite struct StatusPageTests {
    @Test func `the page tells what runs, and trusts no prompt`() async throws {
        let service = try TestService()
        defer { service.remove() }
        func page() async throws -> String {
            guard case .bytes(let bytes, _) = try await service.answer(.get, "/", [:]).body else {
                return ""
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        let job = try await service.intake.take(
            service.order("<script>a cat</script>"), owner: "me"
        ).job.id
        #expect(try await !page().contains("What runs"))
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        var report = ProgressReport()
        (report.stage, report.fraction) = ("first pass", 0.42)
        _ = try await service.desk.report(
            report, Lease(job: job, attempt: claim.attempt, worker: WorkerID("w")))
        let shown = try await page()
        #expect(shown.contains("&lt;script&gt;a cat&lt;/script&gt;") && !shown.contains("<script"))
        #expect(shown.contains("demo-sd15.safetensors") && shown.contains("42 %"))
        #expect(shown.contains("<caption>") && shown.contains("<th scope=\"row\">queued</th>"))
    }
}
