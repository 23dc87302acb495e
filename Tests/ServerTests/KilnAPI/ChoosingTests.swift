import Foundation
import HTTPTypes
import Jobs
import Kiln
import Testing
import Wire
import WorkerAPI

@testable import Server

/// Many first passes, and a second for the good ones.
@Suite struct ChoosingTests {
    private let service: TestService

    init() throws { service = try TestService() }

    /// A job of first passes that a worker has done; the ids of its images.
    private func firstPasses(_ change: (inout Order) -> Void = { _ in }) async throws -> [String] {
        var order = service.order(images: 2)
        order.keepsFirstPasses = true
        change(&order)
        let taken = try await service.intake.take(order, owner: "me")
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        let lease = Lease(
            job: taken.job.id, attempt: claim.attempt, worker: WorkerID("w"))
        var names: [String] = []
        for place in taken.plan.images {
            try await service.desk.keep([UInt8(place.index)], of: place.index, lease)
            let report = ImageReport(
                index: place.index, isBeforeHires: false, size: (64, 64), mediaType: "image/png",
                infotext: "text", seeds: (place.seed, place.subseed))
            names.append(
                try await service.desk.add(report, [1, 2, 3], lease).id.description)
        }
        try await service.desk.end(lease, OutcomeReport(.done))
        return names
    }

    /// A job of chosen images that a worker has done; the ids of its images.
    private func finished(_ names: [String]) async throws -> [String] {
        let answer = try await service.json(
            .post, "/kiln/v1/jobs",
            ["from": .array(names.map { .string($0) }), "hires": ["checkpoint": "demo-sdxl"]])
        let id = try #require(answer["id"]?.text.flatMap { JobID($0) })
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        let lease = Lease(job: id, attempt: claim.attempt, worker: WorkerID("w"))
        var results: [String] = []
        for place in names.indices {
            let report = ImageReport(
                index: place, isBeforeHires: false, size: (128, 128), mediaType: "image/png",
                infotext: "text", seeds: (1, 1))
            results.append(try await service.desk.add(report, [4, 5], lease).id.description)
        }
        try await service.desk.end(lease, OutcomeReport(.done))
        return results
    }

    private func work(of job: JobID) async throws -> GenerationWork {
        let bytes = try await service.desk.store.document(of: job)
        let document = try JSONDecoder().decode(JobDocument.self, from: Data(bytes))
        guard case .generation(let work) = document.work else {
            throw APIError.notFound("generation")
        }
        return work
    }

    private func finish(_ names: [String], _ more: JSONObject = [:]) async throws -> GenerationWork
    {
        var body: JSONObject = [
            "from": .array(names.map { .string($0) }),
            "hires": ["checkpoint": "demo-sdxl", "scale": 2],
        ]
        for (key, value) in more.members { body[key] = value }
        let answer = try await service.json(.post, "/kiln/v1/jobs", .object(body))
        return try await work(of: #require(answer["id"]?.text.flatMap { JobID($0) }))
    }

    @Test func `images of several jobs are finished in one, each with its own words`() async throws
    {
        defer { service.remove() }
        let cats = try await firstPasses { order in
            order.request.prompts = [PromptRequest("a cat")]
            order.request.negativePrompt = "dogs"
            order.request.seed = 11
        }
        let birds = try await firstPasses { order in
            order.request.prompts = [PromptRequest("a bird")]
            order.request.cfgScale = 4
            order.request.seed = 50
        }
        let work = try await finish([birds[1], cats[0]])
        #expect(work.request.prompts.map(\.text) == ["a bird", "a cat"])
        #expect(work.request.prompts.map(\.seed) == [51, 11])
        let plan = try Planner(service.intake.shelf.models).plan(work.request)
        #expect(plan.images.map(\.first.negativePrompt) == ["", "dogs"])
        #expect(plan.images.map(\.first.cfgScale) == [4, 7])
        #expect(plan.images.map(\.hires.negativePrompt) == ["", "dogs"])
        #expect(plan.images.map(\.hires.cfgScale) == [4, 7])
        #expect(work.resumed.count == 2 && work.resumed[0] != work.resumed[1])
        let depth = try await service.desk.store.queueDepth()
        #expect(depth.models == ["demo-sdxl.safetensors": 1], "the second model is all it needs")
    }

    @Test func `images whose first passes differ in more than words are no one job`() async throws {
        defer { service.remove() }
        let small = try await firstPasses()
        let large = try await firstPasses { $0.request.width = 128 }
        await #expect(throws: APIError.self) { _ = try await finish([small[0], large[0]]) }
    }

    @Test(
        arguments: [
            ("prompt", "another"), ("prompts", [["text": "x"]]), ("seed", 3), ("steps", 30),
            ("checkpoint", "demo-sdxl"), ("image", ["picture": "AAAA"]), ("negative_prompt", "x"),
        ] as [(String, JSONValue)])
    func `what belongs to the first pass has no place beside from`(
        name: String, value: JSONValue
    ) async throws {
        defer { service.remove() }
        let names = try await firstPasses()
        let before = try await service.desk.store.counts().accepted
        do {
            _ = try await finish(names, [name: value])
            Issue.record("it was taken")
        } catch let error as APIError {
            #expect(error.status.code == 422 && error.message.contains("\"\(name)\""))
        }
        #expect(try await service.desk.store.counts().accepted == before)
    }

    @Test(arguments: ["/kiln/v1/jobs", "/kiln/v1/plan"])
    func `to choose nothing is refused, and makes no other job`(path: String) async throws {
        defer { service.remove() }
        let error = await #expect(throws: APIError.self) {
            _ = try await service.answer(.post, path, ["from": [], "hires": ["steps": 1]])
        }
        #expect(error?.message == "\"from\" names no image.")
        #expect(try await service.desk.store.counts().accepted == 0)
    }

    @Test(
        arguments: [
            [:], ["prompt": .null], ["prompts": []], ["hires": ["steps": 1]], ["steps": 4],
        ] as [JSONValue])
    func `a job that does not say what to make is refused`(body: JSONValue) async throws {
        defer { service.remove() }
        let error = await #expect(throws: (any Error).self) {
            _ = try await service.answer(.post, "/kiln/v1/jobs", body)
        }
        #expect(error.map { APIError($0, logger: nil).status.code } == 422)
        #expect(try await service.desk.store.counts().accepted == 0)
    }

    @Test func `a prompt that is given may be empty`() async throws {
        defer { service.remove() }
        let reply = try await service.answer(
            .post, "/kiln/v1/jobs", ["prompt": "", "checkpoint": "demo-sd15"])
        #expect(reply.status == .accepted)
    }

    @Test(arguments: ["/kiln/v1/jobs", "/kiln/v1/plan"])
    func `who chooses a finished image is told which one to choose`(path: String) async throws {
        defer { service.remove() }
        let names = try await firstPasses()
        let results = try await finished([names[1], names[0]])
        let error = await #expect(throws: APIError.self) {
            _ = try await service.answer(
                .post, path, ["from": [.string(results[0])], "hires": [:]])
        }
        #expect(error?.message.contains(names[1]) == true)
        #expect(error?.message.contains("keep_first_passes") == false)
    }

    @Test func `images say whether they can be finished, and what they were finished from`()
        async throws
    {
        defer { service.remove() }
        let names = try await firstPasses()
        let results = try await finished([names[1], names[0]])
        let jobs = try await service.json(.get, "/kiln/v1/jobs")["jobs"]?.list ?? []
        let (second, first) = (jobs.first, jobs.last)
        #expect(first?["images"]?.list?.map { $0["can_finish"] } == [true, true])
        #expect(first?["images"]?.list?.map { $0["from"] } == [.null, .null])
        #expect(second?["images"]?.list?.map { $0["id"]?.text } == results)
        #expect(second?["images"]?.list?.map { $0["can_finish"] } == [false, false])
        #expect(second?["images"]?.list?.map { $0["from"]?.text } == [names[1], names[0]])
        #expect(second?["summary"]?["work"] == "from" && second?["summary"]?["from"] == 2)
    }

    @Test func `what finishes chosen images can be sent again`() async throws {
        defer { service.remove() }
        let names = try await firstPasses()
        let results = try await finished([names[1]])
        let image = try await service.desk.store.image(try #require(ImageID(results[0])))
        let request = try #require(try await service.request(of: image.job))
        #expect(request["from"] == [.string(names[1])])
        #expect(request["hires"]?["checkpoint"] == "demo-sdxl.safetensors")
        let again = try await service.json(.post, "/kiln/v1/jobs", request)
        let id = try #require(again["id"]?.text.flatMap { JobID($0) })
        let (one, two) = (try await work(of: image.job), try await work(of: id))
        #expect(one.request == two.request && one.resumed == two.resumed)
        #expect(one.from == two.from && one.output == two.output)
        #expect(try await service.request(of: id) == request)
    }

    @Test(arguments: ["/kiln/v1/jobs", "/kiln/v1/plan"])
    func `what was not kept is refused, also in a plan`(path: String) async throws {
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        let lease = Lease(job: job.id, attempt: claim.attempt, worker: WorkerID("w"))
        let report = ImageReport(
            index: 0, isBeforeHires: false, size: (64, 64), mediaType: "image/png",
            infotext: "text", seeds: (1, 1))
        let image = try await service.desk.add(report, [1], lease).id
        let error = await #expect(throws: APIError.self) {
            _ = try await service.answer(
                .post, path, ["from": [.string("\(image)")], "hires": [:]])
        }
        #expect(error?.message.contains("keep_first_passes") == true)
    }

    @Test func `a plan of chosen images leaves out what has run`() async throws {
        defer { service.remove() }
        let names = try await firstPasses()
        let hires: JSONValue = ["checkpoint": "demo-sdxl"]
        let plan = try await service.json(
            .post, "/kiln/v1/plan", ["from": [.string(names[0])], "hires": hires])
        let whole = try await service.json(
            .post, "/kiln/v1/plan",
            [
                "prompt": "a red circle", "checkpoint": "demo-sd15", "width": 64, "height": 64,
                "hires": hires,
            ])
        let passes = try #require(plan["passes"]?.list)
        #expect(passes.map { $0["kept"] } == [true, false] && passes[0]["steps"] == 0)
        #expect(passes[1]["steps"] != 0)
        let weights = plan["memory"]?["weights"]?.list
        #expect(weights?.first == 0 && weights?.last == whole["memory"]?["weights"]?.list?.last)
        #expect(plan["memory"]?["all_weights"] == weights?.last)
        #expect(whole["passes"]?.list?.map { $0["kept"] } == [false, false])
    }

    @Test(
        arguments: [
            ("demo-sd15", [:], 512, 512), ("demo-sdxl", [:], 1024, 1024),
            ("demo-sdxl", ["width": 640, "height": .null], 640, 1024),
            ("demo-sdxl", ["width": 640, "height": 512], 640, 512),
        ] as [(String, JSONObject, Int, Int)])
    func `a job without a size has that which its model was made for`(
        checkpoint: String, size: JSONObject, width: Int, height: Int
    ) async throws {
        defer { service.remove() }
        var body: JSONObject = ["prompt": "x", "checkpoint": .string(checkpoint)]
        for (key, value) in size.members { body[key] = value }
        let plan = try await service.json(.post, "/kiln/v1/plan", .object(body))
        let pass = plan["passes"]?.list?.first
        #expect(pass?["width"] == .integer(width) && pass?["height"] == .integer(height))
    }

    @Test func `what is preset may stand beside from`() async throws {
        defer { service.remove() }
        let names = try await firstPasses()
        let work = try await finish(
            names, ["prompt": "", "seed": -1, "checkpoint": .null, "priority": 3])
        #expect(work.request.prompts.count == 2)
    }

    @Test func `images whose files were given up cannot be finished, and the answer says why`()
        async throws
    {
        defer { service.remove() }
        let names = try await firstPasses()
        try await service.desk.store.retain(RetentionPolicy(images: 0, bytes: 0))
        do {
            _ = try await finish(names)
            Issue.record("it was taken")
        } catch let error as APIError {
            #expect(error.status.code == 422 && error.message.contains("was not kept"))
        }
    }

    @Test func `a plan is shown in the words of the description`() async throws {
        defer { service.remove() }
        let plan = try await service.json(
            .post, "/kiln/v1/plan",
            [
                "prompt": "x", "checkpoint": "demo-sd15", "width": 64, "height": 64,
                "hires": ["checkpoint": "demo-sdxl"], "batch_size": 2,
            ])
        #expect(plan["batch_size"] == 2 && plan["images"] == 2)
        #expect(plan["passes"]?.list?.count == 2)
        let hires = try #require(plan["passes"]?.list?.last)
        #expect(hires["output_width"] == 128 && hires["denoising_strength"] == 0.7)
        #expect(plan["hop"]?["way"] == "pixels")
        #expect(plan["memory"]?["total"] != 0)
        #expect(try PlanObject(plan).json == plan)
    }
}
