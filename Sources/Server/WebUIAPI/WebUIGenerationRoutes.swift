import Foundation
import HTTPTypes
import Jobs
import Kiln
import WebUI
import Wire
import WorkerAPI

/// txt2img and img2img: the request waits until its job has ended.
struct WebUIGenerationRoutes: Sendable {
    let intake: Intake
    let state: WebUIState

    private var desk: JobDesk { intake.desk }

    var routes: [Route] { [textToImage, imageToImage] }

    private var textToImage: Route {
        var operation = WebUIRoutes.operation(
            .post, "txt2img", "Makes images of a prompt.", .json(GenerationResponse.self),
            scope: .generate)
        operation.requestBody = TextToImageBody.self
        operation.examples = BodyExamples.textToImage
        return Route(operation, .webUI) { call in
            let body = try call.object(TextToImageBody.self)
            let options = state.options
            let read = try await intake.shelf.reading(unless: \.lacksModels) {
                try WebUIGeneration(body, options: options, in: $0)
            }
            var order = self.order(read)
            try await resume(&order, body)
            return try await answer(order, read, body.common.job, call)
        }
    }

    private var imageToImage: Route {
        var operation = WebUIRoutes.operation(
            .post, "img2img", "Makes images of a picture and a prompt.",
            .json(GenerationResponse.self), scope: .generate)
        operation.requestBody = ImageToImageBody.self
        return Route(operation, .webUI) { call in
            let body = try call.object(ImageToImageBody.self)
            guard let pictures = body.image.initImages, !pictures.isEmpty else {
                throw APIError.notFound("Init image not found")
            }
            let options = state.options
            let read = try await intake.shelf.reading(unless: \.lacksModels) {
                try WebUIGeneration(body, options: options, in: $0)
            }
            var order = self.order(read)
            var files: [[UInt8]] = []
            for (place, text) in pictures.enumerated() {
                files.append(try await intake.picture(text, field: "init_images[\(place)]"))
            }
            var mask: [UInt8]?
            if let text = body.image.mask, !text.isEmpty {
                mask = try await intake.picture(text, field: "mask")
            }
            order.start = Order.Start(
                pictures: files, mask: mask, settings: read.image ?? ImageSettings())
            return try await answer(order, read, body.common.job, call)
        }
    }
}

// MARK: - Requests

extension WebUIGenerationRoutes {
    private func order(_ read: WebUIGeneration) -> Order {
        var order = Order(read.request, kind: "sdapi")
        if case .sdUpscale(let script) = read.script {
            order.tiling = TileWork(
                overlap: script.overlap, scale: script.scaleFactor, upscaler: script.upscaler)
        }
        order.output = OutputFormat(read.options.files)
        order.notes = read.warnings
        return order
    }

    /// Puts a picture in the place of all first passes, if there is one.
    private func resume(_ order: inout Order, _ body: TextToImageBody) async throws {
        guard let text = body.common.job.firstPassImage, !text.isEmpty else { return }
        guard order.request.hires != nil else {
            order.notes.append("firstpass_image had no effect without enable_hr.")
            return
        }
        let picture = try await FirstPassPicture(text, intake)
        try order.request.fit(picture, given: body.given)
        order.inputs.append(picture.blob)
        let images =
            order.request.prompts.count * order.request.batchSize * order.request.iterations
        guard images <= intake.limits.imagesPerJob else {
            throw LimitBreach.tooManyImages(images, limit: intake.limits.imagesPerJob)
        }
        for place in 0..<images { order.resumed[place] = picture.source }
    }
}

extension OutputFormat {
    /// What the options say of files.
    fileprivate init(_ options: WebUIOptions.Files) {
        self.init()
        kind =
            switch options.format {
            case .png: .png
            case .jpg, .jpeg: .jpeg
            case .webp: .webp
            }
        quality = options.jpegQuality
        isLossless = options.isLosslessWebP
        hasInfotext = options.keepsInfotext
    }
}

// MARK: - Answers

extension WebUIGenerationRoutes {
    private func answer(
        _ order: Order, _ read: WebUIGeneration, _ job: JobFields, _ call: Call
    ) async throws -> Reply {
        let kind = order.start == nil ? "txt2img" : "img2img"
        // What stays is everybody's.
        let changesOptions = !job.restoresSettings && job.overrideSettings?.isEmpty == false
        guard !changesOptions || call.principal.scopes.contains(.admin) else {
            throw APIError.staysForAll
        }
        let lasting = changesOptions ? job.overrideSettings : nil
        let settled = try await intake.shelf.reading { folder in
            try lasting.map { try folder.settled($0) }
        }
        let place = try call.room.wait()
        if let settled {
            // What is refused leaves nothing behind.
            _ = try await intake.plan(order)
            // Before the job: one whose settings cannot be kept is not made unseen.
            _ = try await state.set(settled)
        }
        let taken = try await intake.take(
            order, owner: JobOwner(call.principal), logger: call.logger)
        let task = job.taskID.flatMap { $0.isEmpty ? nil : $0 }
        state.begin(taken.job.id, task: task ?? TaskName.drawn(for: kind))
        let sends = job.sendsImages
        return .later(in: place) { [desk, state] in
            let job = try await state.answer(taken.job.id) { try await desk.end(of: taken.job.id) }
            // What an interrupted job has finished is answered, as in the web UI.
            if job.state != .cancelled { try job.checkDone() }
            let images = try await desk.store.images(of: job.id).shown(of: job)
            var answer = GenerationResponse()
            if sends {
                for image in images {
                    answer.images.append(
                        Data(try await desk.store.bytes(of: image.id)).base64EncodedString())
                }
            }
            answer.parameters = read.echo
            let info = GenerationInfo(
                taken.plan, infotexts: images.map(\.image.infotext), styles: read.request.styles,
                timestamp: Timestamps.webUI(job.startedAt ?? job.createdAt))
            answer.info = info.json.serialised
            answer.warnings = job.notes.isEmpty ? nil : job.notes
            return .json(answer)
        }
    }
}

extension [StoredImage] {
    /// The images that an answer shows: the results, and of a job that was interrupted the first passes
    /// whose second did not come.
    fileprivate func shown(of job: Job) -> [StoredImage] {
        let results = filter { $0.image.role == .result }
        guard job.state == .cancelled else { return results }
        let finished = Set(results.map(\.image.index))
        return results
            + filter { $0.image.role == .firstPass && !finished.contains($0.image.index) }
    }
}

extension APIError {
    /// Settings that would stay are for who may administer.
    fileprivate static let staysForAll = APIError(
        .forbidden, "missing_scope",
        "override_settings_restore_afterwards is false, which changes everybody's options; that needs the "
            + "scope \"admin\".")
}

/// The names of tasks.
enum TaskName {
    /// A name for a task that its client gave none: "task(txt2img-7F3KQ0Z)".
    static func drawn(for kind: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let name = (0..<7).map { _ in digits[Int.random(in: digits.indices)] }
        return "task(\(kind)-\(String(name)))"
    }
}
