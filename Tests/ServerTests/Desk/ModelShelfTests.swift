import Foundation
import Jobs
import Kiln
import Testing
import Wire

@testable import Server

/// A folder whose first checkpoint cannot be used.
@Suite struct ModelShelfTests {
    private let models: String
    private let service: TestService

    init() throws {
        models = NSTemporaryDirectory() + "kiln-shelf-\(UUID().uuidString)"
        let demos = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../models/Stable-diffusion").standardized.path
        let folder = models + "/Stable-diffusion"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data("junk".utf8).write(to: URL(fileURLWithPath: folder + "/a<b>.safetensors"))
        try FileManager.default.copyItem(
            atPath: demos + "/demo-sd15.safetensors", toPath: folder + "/good.safetensors")
        service = try TestService(models: models)
    }

    private func remove() {
        service.remove()
        try? FileManager.default.removeItem(atPath: models)
    }

    @Test func `a request without a checkpoint takes the first that can be used`() async throws {
        defer { remove() }
        let plan = try await service.json(.post, "/kiln/v1/plan", ["prompt": "x"])
        #expect(plan["passes"]?.list?.first?["checkpoint"] == "good.safetensors")
        let order = service.order()
        var unnamed = order
        unnamed.request.checkpoint = nil
        let taken = try await service.intake.take(unnamed, owner: "me")
        #expect(taken.job.affinity == ["good.safetensors"])
    }

    @Test func `a checkpoint that cannot be used is no model of OpenAI's, and marked on the page`()
        async throws
    {
        defer { remove() }
        let list = try await service.json(.get, "/v1/models")
        #expect(list["data"]?.list?.map { $0["id"] } == ["good.safetensors"])
        guard case .bytes(let page, _) = try await service.answer(.get, "/", [:]).body else {
            Issue.record("no page")
            return
        }
        let html = String(decoding: page, as: UTF8.self)
        #expect(html.contains("<li>a&lt;b&gt;.safetensors – cannot be used"))
        #expect(html.contains("<li>good.safetensors</li>"))
    }
}
