import Jobs
import Kiln
import Testing
import WebUI
import Wire

@testable import Server

/// What `/openapi.json` says, compared with what is answered.
@Suite struct DescriptionTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func check() async throws -> SchemaCheck {
        SchemaCheck(document: try await service.json(.get, "/openapi.json"))
    }

    private func answer(
        _ check: SchemaCheck, _ method: String, _ path: String, _ status: String
    ) -> JSONValue? {
        check.document["paths"]?[path]?[method]?["responses"]?[status]
    }

    @Test func `an answer's object has what its schema calls required, and nothing is preset`()
        async throws
    {
        defer { service.remove() }
        let check = try await check()
        var count = 0
        for route in service.routes where !route.operation.path.hasPrefix("/worker/") {
            for case .json(let type as any WireObject.Type) in route.operation.responses.values {
                let (schema, value) = Self.minimal(type)
                let definition = try #require(
                    check.definition("#/components/schemas/\(schema)Reply")
                        ?? check.definition("#/components/schemas/\(schema)"))
                let required = Set(definition["required"]?.list?.compactMap(\.text) ?? [])
                #expect(required == Set(value.members?.keys ?? []), "\(schema)")
                #expect(check.problems(value, definition) == [], "\(schema)")
                #expect(!definition.serialised.contains("\"default\""), "\(schema)")
                count += 1
            }
        }
        #expect(count > 20)
    }

    private static func minimal<Object: WireObject>(_: Object.Type) -> (String, JSONValue) {
        (Object.title, Object().json)
    }

    private static let full: [any WireObject] = {
        var image = ImageObject()
        (image.id, image.from) = ("x", "y")
        var job = JobObject()
        (job.position, job.startedAt, job.finishedAt) = (1, 2, 3)
        job.images = [image]
        job.notes = ["x"]
        var progress = ProgressObject()
        (progress.job, progress.images, progress.previews) = ("x", [1], [PreviewObject()])
        job.progress = progress
        job.summary = JobSummaryObject()
        job.error = JobErrorObject()
        var list = JobListObject()
        (list.jobs, list.next) = ([job], 7)
        var event = JobEventObject()
        (event.attempt, event.index, event.role, event.image) = (1, 0, .result, "x")
        (event.url, event.error) = ("x", JobErrorObject())
        var part = ImageEvent()
        (part.partialIndex, part.usage) = (0, ImageUsage())
        var data = ImageData()
        (data.base64, data.url) = ("x", "y")
        var images = ImagesObject()
        images.data = [data]
        var refusal = ErrorObject()
        (refusal.error.limit, refusal.error.faults) = ("x", [FieldFault(field: "a", message: "b")])
        var failure = WebUIFailure("x", "y")
        failure.faults = [FieldFault(field: "a", message: "b")]
        var answer = GenerationResponse()
        answer.warnings = ["x"]
        return [image, job, list, event, part, data, images, refusal, failure, answer]
    }()

    @Test func `an object with all that can be there has its schema's properties, and no other`()
        async throws
    {
        defer { service.remove() }
        let check = try await check()
        for object in Self.full {
            let title = Self.title(object)
            let definition = try #require(check.definition("#/components/schemas/\(title)"))
            #expect(check.problems(object.json, definition) == [], "\(title)")
            let properties = Set(definition["properties"]?.members?.keys ?? [])
            #expect(Set(object.json.members?.keys ?? []) == properties, "\(title)")
        }
    }

    private static func title<Object: WireObject>(_: Object) -> String { Object.title }

    @Test func `a plan, a job, a list and the models are as they are described`() async throws {
        defer { service.remove() }
        let check = try await check()
        var body = BodyExamples.jobs[0].body.members ?? [:]
        body["idempotency_key"] = "k"
        let calls: [(Operation.Method, String, JSONValue, String)] = [
            (.post, "/kiln/v1/plan", .object(body), "200"),
            (.post, "/kiln/v1/jobs", .object(body), "202"),
            (.get, "/kiln/v1/jobs", [:], "200"), (.get, "/kiln/v1/models", [:], "200"),
            (.get, "/v1/models", [:], "200"), (.get, "/sdapi/v1/options", [:], "200"),
            (.get, "/kiln/v1/status", [:], "200"),
        ]
        for (method, path, body, status) in calls {
            let value = try await service.json(method, path, body)
            let schema = try #require(
                answer(check, method.rawValue, path, status)?["content"]?["application/json"]?[
                    "schema"])
            #expect(check.problems(value, schema) == [], "\(path)")
        }
    }

    @Test func `a stream's event is one of those described`() async throws {
        defer { service.remove() }
        let check = try await check()
        let job = try await service.intake.take(service.order(), owner: "me").job
        _ = try await service.desk.cancel(job.id)
        let schema = try #require(
            answer(check, "get", "/kiln/v1/jobs/{id}/events", "200")?["content"]?[
                "text/event-stream"]?["schema"])
        let reply = try await service.answer(.get, "/kiln/v1/jobs/\(job.id)/events", [:])
        guard case .events(let events) = reply.body else {
            Issue.record("no stream")
            return
        }
        var names: [String] = []
        for await event in events {
            guard let name = event.name, let data = event.data else { continue }
            names.append(name)
            var object: JSONObject = [
                "event": .string(name), "data": try JSONValue(parsing: Array(data.utf8)),
            ]
            object["id"] = event.id.map { .integer($0) }
            #expect(check.problems(.object(object), schema) == [], "\(name)")
        }
        #expect(names == ["accepted", "cancelled"])
        let described = EventStream.job.kinds.filter(\.isNumbered).map(\.name)
        #expect(described == JobEvent.Kind.allCases.map(\.rawValue))
        #expect(
            check.problems(["event": "image", "id": 1, "data": ["time": 1]], schema) != [])
    }

    @Test func `each example is taken by what reads it`() async throws {
        defer { service.remove() }
        let check = try await check()
        var count = 0
        for route in service.routes {
            guard let body = route.operation.requestBody else { continue }
            for example in route.operation.examples {
                #expect(throws: Never.self) { try Self.read(example.body, as: body) }
                count += 1
            }
        }
        #expect(count == 8)
        let content = check.document["paths"]?["/kiln/v1/jobs"]?["post"]?["requestBody"]?["content"]
        #expect(
            content?["application/json"]?["examples"]?["example3"]?["value"]
                == BodyExamples.jobs[2].body)
        for body in BodyExamples.jobs.prefix(2).map(\.body) {
            _ = try await service.json(.post, "/kiln/v1/plan", body)
        }
    }

    /// Strictly, whatever the manner: an example shows no key that means nothing.
    private static func read<Object: WireObject>(_ json: JSONValue, as _: Object.Type) throws {
        _ = try Object(reading: json, manner: .strict)
    }

    @Test func `fields of heads are declared that requests and answers have`() async throws {
        defer { service.remove() }
        let check = try await check()
        func parameters(_ path: String, _ method: String) -> [String?] {
            check.document["paths"]?[path]?[method]?["parameters"]?.list?
                .filter { $0["in"] == "header" }.map { $0["name"]?.text } ?? []
        }
        #expect(parameters("/kiln/v1/jobs", "post") == ["Idempotency-Key"])
        #expect(parameters("/kiln/v1/jobs/{id}/events", "get") == ["Last-Event-ID"])
        #expect(parameters("/kiln/v1/images/{id}", "get") == ["If-None-Match", "Range"])
        for (path, method, status, name) in [
            ("/kiln/v1/jobs", "post", "202", "Location"),
            ("/kiln/v1/jobs", "post", "429", "Retry-After"),
            ("/kiln/v1/jobs", "post", "503", "Retry-After"),
            ("/kiln/v1/jobs", "get", "405", "Allow"),
            ("/kiln/v1/images/{id}", "get", "200", "ETag"),
            ("/kiln/v1/images/{id}", "get", "416", "Content-Range"),
        ] {
            #expect(
                answer(check, method, path, status)?["headers"]?[name]?["schema"] != nil, "\(name)")
        }
    }
}
