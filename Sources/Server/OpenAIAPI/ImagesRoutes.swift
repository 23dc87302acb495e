import Foundation
import HTTPTypes
import Imaging
import Jobs
import Kiln
import Wire
import WorkerAPI

/// The OpenAI images API.
struct ImagesRoutes: Sendable {
    let intake: Intake
    /// Whether browsers reach the server by `https`.
    let isBehindTLS: Bool

    private static let tag = "OpenAI"

    /// All of them.
    var routes: [Route] { [generations, edits, models, model] }

    private func operation(_ path: String, _ summary: String, event: String) -> Operation {
        var operation = Operation(
            .post, path, summary, tag: Self.tag,
            responses: [200: .jsonOrEvents(ImagesObject.self)])
        operation.requestBody = ImagesBody.self
        operation.events = .images(event)
        operation.scope = Scope.generate.rawValue
        operation.failure = OpenAIErrorObject.self
        return operation
    }

    private var generations: Route {
        let event = "image_generation"
        var operation = operation(
            "/v1/images/generations", "Makes images of a prompt.", event: event)
        operation.examples = BodyExamples.images
        return Route(operation, .openAI) { call in
            let body = try call.object(ImagesBody.self)
            return try await reply(to: body, order(body), call, event: event)
        }
    }

    private var edits: Route {
        let summary = "Makes a picture anew by a prompt, whole or where a mask is transparent."
        let event = "image_edit"
        var operation = operation("/v1/images/edits", summary, event: event)
        operation.files = [
            ("image", "The picture."), ("mask", "Transparent where the picture is made anew."),
        ]
        var route = Route(operation, .openAI) { call in
            let type = call.head.headerFields[.contentType] ?? ""
            guard type.lowercased().hasPrefix("multipart/form-data") else {
                throw APIError(Refusal.noForm)
            }
            let form = try MultipartForm(call.body, contentType: type)
            let body = try ImagesBody(form.values)
            var order = try await order(body)
            let pictures = form.all("image").map { Array($0.bytes) }
            guard let picture = pictures.first else {
                throw APIError.invalid(
                    "the form has no \"image\"; send one as a file.", field: "image")
            }
            guard pictures.count == 1 else {
                throw APIError.invalid(
                    "an edit takes one \"image\"; several are not joined to one picture.",
                    field: "image")
            }
            var settings = ImageSettings()
            settings.denoisingStrength = body.denoisingStrength ?? 0.75
            settings.canvas.mask.content = .original
            order.start = Order.Start(
                pictures: [picture], mask: form["mask"].map { Array($0.bytes) },
                maskMeaning: .transparent, settings: settings)
            return try await reply(to: body, order, call, event: event)
        }
        route.takesForms = true
        return route
    }

    // MARK: Requests

    private func order(_ body: ImagesBody) async throws -> Order {
        var request = GenerationRequest()
        request.prompts = [PromptRequest(body.prompt)]
        request.negativePrompt = body.negativePrompt
        request.checkpoint = body.model.flatMap { Self.isForeign($0) ? nil : $0 }
        request.iterations = body.count
        request.seed = body.seed
        request.steps = body.steps ?? Self.steps(of: body.quality)
        request.cfgScale = body.cfgScale ?? request.cfgScale
        request.sampler = body.sampler ?? request.sampler
        request.hires = body.hires?.object.request
        (request.width, request.height) = try await size(body.size, request)
        var order = Order(request, kind: "openai")
        order.output.kind =
            body.outputFormat.flatMap { OutputFormat.Kind(rawValue: $0.rawValue) } ?? .png
        order.output.quality = max(body.outputCompression ?? 100, 1)
        return order
    }

    /// Whether a name is one of OpenAI's models, which clients send unasked.
    private static func isForeign(_ model: String) -> Bool {
        ["dall-e", "gpt-image", "chatgpt-image"].contains { model.lowercased().hasPrefix($0) }
    }

    private static func steps(of quality: String?) -> Int {
        switch quality?.lowercased() {
        case "low": 12
        case "high", "hd": 40
        default: 20
        }
    }

    private func size(
        _ text: String?, _ request: GenerationRequest
    ) async throws -> (width: Int, height: Int) {
        guard let text, text.lowercased() != "auto" else {
            let edge = try await intake.plan(request).first.architecture.nativeSize
            return (edge, edge)
        }
        let numbers = text.lowercased().split(separator: "x").map { Int($0) }
        guard numbers.count == 2, let width = numbers[0], let height = numbers[1] else {
            throw APIError.invalid(
                "size is \"\(text.prefix(30))\"; it should be as 1024x1024, or auto.",
                field: "size")
        }
        return (width, height)
    }

    // MARK: Answers

    private func reply(
        to body: ImagesBody, _ order: Order, _ call: Call, event: String
    ) async throws -> Reply {
        let place = body.streams ? try call.room.stream() : try call.room.wait()
        let taken = try await intake.take(
            order, owner: JobOwner(call.principal), logger: call.logger)
        guard body.streams else {
            return .later(in: place) {
                let job = try await intake.desk.end(of: taken.job.id)
                return .json(try await answer(job, body, call))
            }
        }
        let stream = ImageStream(
            desk: intake.desk, job: taken.job.id, event: event, size: taken.plan.first.size,
            format: order.output.kind.rawValue, partialImages: body.partialImages)
        return .events(stream.events(), in: place)
    }

    private func answer(_ job: Job, _ body: ImagesBody, _ call: Call) async throws -> ImagesObject {
        try job.checkDone()
        var answer = ImagesObject()
        answer.created = Int(job.createdAt / 1000)
        let scheme = isBehindTLS ? "https" : "http"
        for image in try await intake.desk.store.images(of: job.id)
        where image.image.role == .result {
            var data = ImageData()
            if body.responseFormat != .url {
                data.base64 = Data(try await intake.desk.store.bytes(of: image.id))
                    .base64EncodedString()
            }
            if body.responseFormat != .base64 {
                data.url = "\(scheme)://\(call.head.authority ?? "")/kiln/v1/images/\(image.id)"
            }
            answer.data.append(data)
        }
        return answer
    }

    // MARK: Models

    private var models: Route {
        var operation = Operation(
            .get, "/v1/models", "Lists the checkpoints.", tag: Self.tag,
            responses: [200: .json(ModelListObject.self)])
        operation.failure = OpenAIErrorObject.self
        operation.scope = Scope.read.rawValue
        return Route(operation, .openAI) { _ in
            var list = ModelListObject()
            list.data = try await intake.shelf.reading { folder in
                folder.checkpoints.filter(folder.runs).map { Self.object($0) }
            }
            return .json(list)
        }
    }

    private var model: Route {
        var operation = Operation(
            .get, "/v1/models/{model}", "Shows a checkpoint.", tag: Self.tag,
            responses: [200: .json(ModelObject.self)])
        operation.failure = OpenAIErrorObject.self
        operation.scope = Scope.read.rawValue
        return Route(operation, .openAI) { call in
            let name = call.parameter("model")
            do {
                return .json(
                    Self.object(try await intake.shelf.reading { try $0.checkpoint(named: name) }))
            } catch is ModelFolderError {
                throw APIError(
                    .notFound, "model_not_found", "there is no model of that name; see /v1/models.")
            }
        }
    }

    private static func object(_ entry: CheckpointEntry) -> ModelObject {
        var object = ModelObject()
        object.id = entry.name
        return object
    }
}

extension MultipartForm {
    /// The fields that are no files, as JSON.
    fileprivate var values: JSONValue {
        var object = JSONObject()
        for part in parts where part.fileName == nil && part.name != "image" {
            object[part.name] = .string(part.text)
        }
        return .object(object)
    }
}

extension Job {
    /// - Throws: ``APIError`` if it ended otherwise than done.
    func checkDone() throws {
        switch state {
        case .done: return
        case .cancelled: throw APIError(.conflict, "cancelled", "the job was cancelled.")
        case .failed where failure?.reason == "failed":
            throw APIError(
                .unprocessableContent, "job_failed", failure?.detail ?? "the job failed.")
        default:
            throw APIError(
                .internalServerError, "job_failed", failure?.detail ?? "the job failed.")
        }
    }
}
