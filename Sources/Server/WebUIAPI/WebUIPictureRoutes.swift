import Foundation
import Imaging
import Jobs
import Kiln
import WebUI
import Wire
import WorkerAPI

/// The endpoints for pictures that are there already.
struct WebUIPictureRoutes: Sendable {
    let intake: Intake
    let state: WebUIState

    private var desk: JobDesk { intake.desk }

    var routes: [Route] { [info, single, batch] }

    // MARK: What a picture says

    private var info: Route {
        var operation = WebUIRoutes.operation(
            .post, "png-info", "Tells how a picture was made.", .json(PNGInfoResponse.self),
            scope: .read)
        operation.requestBody = PNGInfoBody.self
        return Route(operation, .webUI) { call in
            let body = try call.object(PNGInfoBody.self)
            let file = try await intake.picture(body.image, field: "image")
            let info = try await Blocking.run { try PictureInfo(of: file, unpacks: false) }
            var infotext = info.infotext
            if infotext == nil, (try? PictureCheck.check(file, intake.limits)) != nil {
                infotext = try await state.hiddenText.infotext(in: file)
            }
            return .json(
                PNGInfoResponse(
                    infotext: infotext ?? "",
                    items: info.items.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
        }
    }

    // MARK: Extras

    private var single: Route {
        var operation = WebUIRoutes.operation(
            .post, "extra-single-image", "Enlarges a picture.", .json(ExtrasImageResponse.self),
            scope: .generate)
        operation.requestBody = ExtrasImageBody.self
        return Route(operation, .webUI) { call in
            let body = try call.object(ExtrasImageBody.self)
            let place = try call.room.wait()
            let job = try await take(
                [(body.image, "image")], body.extras, owner: JobOwner(call.principal))
            return .later(in: place) {
                var answer = ExtrasImageResponse()
                answer.html = body.extras.html
                answer.image = try await results(of: job).first
                return .json(answer)
            }
        }
    }

    private var batch: Route {
        var operation = WebUIRoutes.operation(
            .post, "extra-batch-images", "Enlarges pictures.", .json(ExtrasBatchResponse.self),
            scope: .generate)
        operation.requestBody = ExtrasBatchBody.self
        return Route(operation, .webUI) { call in
            let body = try call.object(ExtrasBatchBody.self)
            guard !body.images.isEmpty else { throw APIError.invalid("imageList is empty.") }
            let place = try call.room.wait()
            let texts = body.images.enumerated().map { ($1.data, "imageList[\($0)].data") }
            let job = try await take(texts, body.extras, owner: JobOwner(call.principal))
            return .later(in: place) {
                var answer = ExtrasBatchResponse()
                answer.html = body.extras.html
                answer.images = try await results(of: job)
                return .json(answer)
            }
        }
    }

    private func take(
        _ texts: [(text: String, field: String)], _ extras: ExtrasFields, owner: JobOwner
    ) async throws -> Job {
        let settings = try UpscaleSettings(extras)
        var pictures: [[UInt8]] = []
        for (text, field) in texts {
            pictures.append(try await intake.picture(text, field: field))
        }
        let job = try await intake.take(pictures, settings, kind: "sdapi", owner: owner)
        state.begin(job.id, task: nil)
        return job
    }

    private func results(of job: Job) async throws -> [String] {
        let ended = try await state.answer(job.id) { [desk] in try await desk.end(of: job.id) }
        try ended.checkDone()
        var files: [String] = []
        for image in try await desk.store.images(of: job.id) {
            files.append(Data(try await desk.store.bytes(of: image.id)).base64EncodedString())
        }
        return files
    }
}

extension UpscaleSettings {
    /// What a body of the extras asks for.
    ///
    /// - Throws: ``APIError`` for an upscaler that is not there, or for the restoring of faces.
    init(_ extras: ExtrasFields) throws {
        self.init()
        guard extras.gfpganVisibility == 0, extras.codeformerVisibility == 0 else {
            throw APIError.invalid(
                "no model that restores faces is part of Kiln; leave its visibility at 0.")
        }
        if extras.resizeMode == 1 { size = Size(width: extras.width, height: extras.height) }
        factor = extras.factor
        crops = extras.crops
        upscaler = try Self.name(extras.upscaler1)
        if extras.upscaler2Visibility > 0, extras.upscaler2 != "None" {
            second = Second(
                upscaler: try Self.name(extras.upscaler2), visibility: extras.upscaler2Visibility)
        }
    }

    private static func name(_ text: String) throws -> String {
        let names = PixelUpscaler.allCases.map(\.rawValue)
        guard let name = names.first(where: { $0.lowercased() == text.lowercased() }) else {
            throw APIError.invalid(
                "there is no upscaler \"\(text.prefix(60))\"; there are \(names.joined(separator: ", "))."
            )
        }
        return name
    }
}

extension ExtrasFields {
    /// What was done, in HTML.
    fileprivate var html: String {
        let size = resizeMode == 1 ? "\(width)x\(height)" : "\(factor)"
        return "<p>Postprocess upscale \(resizeMode == 1 ? "to" : "by"): \(size), "
            + "Postprocess upscaler: \(StatusPage.escaped(upscaler1))</p>"
    }
}

/// Looks at pictures' heads, before anything else is done with them.
enum PictureCheck {
    /// Refuses what is no picture, and what would be too large if it were unpacked.
    ///
    /// - Throws: `ImagingError`.
    static func check(_ file: [UInt8], _ limits: Limits) throws(ImagingError) {
        var allowed = PictureHeader.Limits()
        (allowed.side, allowed.pixels) = (limits.edge, limits.pixels)
        _ = try PictureHeader(of: file, limits: allowed)
    }
}
