import Foundation
import Jobs
import Kiln
import Testing
import Wire
import WorkerAPI

@testable import Server

/// What jobs show of themselves.
@Suite struct JobSummaryTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func listed() async throws -> [JSONValue] {
        try await service.json(.get, "/kiln/v1/jobs")["jobs"]?.list ?? []
    }

    @Test func `a list tells jobs apart, whatever API they came by`() async throws {
        defer { service.remove() }
        var order = service.order(String(repeating: "\u{e9}", count: 300), images: 2)
        order.request.negativePrompt = "dogs"
        order.request.hires = HiresRequest()
        order.request.hires?.checkpoint = "demo-sdxl"
        order.kind = "openai"
        _ = try await service.intake.take(order, owner: "me")
        let job = try #require(try await listed().first)
        let summary = try #require(job["summary"])
        #expect(job["kind"] == "openai")
        #expect(summary["work"] == "text" && summary["from"] == 0)
        #expect(summary["prompt"]?.text == String(repeating: "\u{e9}", count: 200))
        #expect(summary["negative_prompt"] == "dogs" && summary["prompts"] == 1)
        #expect(summary["checkpoint"] == "demo-sd15.safetensors" && summary["steps"] == 2)
        #expect(summary["width"] == 64 && summary["height"] == 64)
        #expect(summary["hires"]?["checkpoint"] == "demo-sdxl.safetensors")
        #expect(summary["hires"]?["width"] == 128 && summary["hires"]?["steps"] != 0)
    }

    @Test func `an enlarging has a summary as well`() async throws {
        defer { service.remove() }
        let file = try StartPictureTests.file()
        var settings = UpscaleSettings()
        settings.upscaler = "Lanczos"
        settings.size = UpscaleSettings.Size(width: 4, height: 2)
        _ = try await service.intake.take([file], settings, kind: "sdapi", owner: "me")
        let job = try #require(try await listed().first)
        #expect(job["summary"]?["work"] == "upscale" && job["summary"]?["upscaler"] == "Lanczos")
        #expect(job["summary"]?["width"] == 4 && job["summary"]?["checkpoint"] == .null)
        let id = try #require(job["id"]?.text.flatMap { JobID($0) })
        #expect(try await service.request(of: id) == nil)
    }

    @Test func `a summary is short enough to be kept, whatever was sent`() async throws {
        defer { service.remove() }
        for text in ["\u{1}", "\u{1F525}", "\"", "e\u{301}"] {
            var order = service.order(String(repeating: text, count: 9000))
            order.request.negativePrompt = String(repeating: text, count: 9000)
            let job = try await service.intake.take(order, owner: "me").job
            #expect(job.summary.count < 8192 && JobSummaryObject(kept: job.summary) != nil)
        }
    }

    @Test func `a job without a summary is shown all the same`() async throws {
        defer { service.remove() }
        let taken = try await service.intake.take(service.order(), owner: "me")
        let document = try await service.desk.store.document(of: taken.job.id)
        let old = try await service.desk.accept(NewJob(document: document, kind: "kiln"), of: "me")
        let shown = try await service.json(.get, "/kiln/v1/jobs/\(old.job.id)")
        #expect(shown["summary"] == .null)
        #expect(try await service.request(of: old.job.id)?["prompt"] == "a red circle")
    }
}
