import Foundation
import Imaging
import Jobs
import Kiln
import WebUI
import Wire
import WorkerAPI

/// What stands in for the first passes of a txt2img: `firstpass_image`.
struct FirstPassPicture: Sendable {
    /// What it is.
    let source: FirstPassSource
    /// Its bytes in the store.
    let blob: BlobID
    /// Its size.
    let size: PixelSize

    /// A picture in base64 or at a URL; or the id of an image, which stands for what its first pass has left, or
    /// else for the picture.
    init(_ text: String, _ intake: Intake) async throws {
        let store = intake.desk.store
        if let id = ImageID(text) {
            let image = try await store.image(id)
            if let kept = try await Choosing(intake: intake).keptFirstPass(of: image),
                let size = try await Self.firstPassSize(of: image.job, in: store)
            {
                (source, blob, self.size) = (.result(kept.description), kept, size)
                return
            }
        }
        let file = try await intake.picture(text, field: "firstpass_image")
        try PictureCheck.check(file, intake.limits)
        let upright = try PictureHeader(of: file).upright(in: file)
        blob = try await store.putInput(file)
        source = .picture(blob.description)
        size = PixelSize(width: upright.width, height: upright.height)
    }

    private static func firstPassSize(
        of job: JobID, in store: any JobStore
    ) async throws -> PixelSize? {
        let document = try JSONDecoder().decode(
            JobDocument.self, from: Data(try await store.document(of: job)))
        guard case .generation(let work) = document.work else { return nil }
        return PixelSize(width: work.request.width, height: work.request.height)
    }
}

extension GenerationRequest {
    /// Makes first passes as large as what stands in for them.
    ///
    /// - Parameter given: the keys of the body.
    /// - Throws: ``APIError`` where the body asks for another size.
    mutating func fit(_ picture: FirstPassPicture, given: Set<String>) throws {
        if given.isDisjoint(with: ["width", "firstphase_width"]) { width = picture.size.width }
        if given.isDisjoint(with: ["height", "firstphase_height"]) { height = picture.size.height }
        let asked = PixelSize(width: width, height: height)
        // What comes out has sides of whole latent cells.
        guard asked.width / 8 == picture.size.width / 8, asked.height / 8 == picture.size.height / 8
        else {
            throw APIError.invalid(
                "firstpass_image is \(picture.size), and the first pass was asked for at \(asked); leave "
                    + "width and height out, or send a picture of that size.")
        }
    }
}
