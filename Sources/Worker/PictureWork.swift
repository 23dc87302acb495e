import Imaging
import Kiln
import WorkerAPI

/// What is done with pictures before and without a diffusion model, on the thread of who asks for it.
struct PictureWork: Sendable {
    private let job: JobRun

    init(_ job: JobRun) { self.job = job }

    /// A picture that came with the job.
    ///
    /// - Throws: ``JobFailure`` if it is none.
    func picture(
        _ name: String, isolation: isolated (any Actor)? = #isolation
    ) async throws -> Image8 {
        try Self.picture(of: await job.input(name))
    }

    private static func picture(of file: [UInt8]) throws -> Image8 {
        do {
            return try ImageFile.decode(file)
        } catch {
            throw JobFailure("a picture of the request cannot be used: \(error)")
        }
    }

    /// A picture of an img2img, with its mask.
    func start(
        _ name: String, _ start: StartWork, isolation: isolated (any Actor)? = #isolation
    ) async throws -> ImageRequest {
        let picture = try await picture(name)
        var mask: Image8?
        if let name = start.mask { mask = try await self.picture(name) }
        if start.maskMeaning == .transparent { mask = (mask ?? picture).transparency }
        return ImageRequest(picture, mask: mask, settings: start.settings)
    }

    /// Enlarges the pictures that no earlier try has handed in.
    func upscale(
        _ work: UpscaleWork, isolation: isolated (any Actor)? = #isolation
    ) async throws {
        let finished = Set(job.claim.finished)
        for (place, name) in work.pictures.enumerated() where !finished.contains(place) {
            try job.cancellation.check()
            let file = try await job.input(name)
            let picture = try Self.picture(of: file)
            job.update { report in
                (report.stage, report.images) = ("upscaling", [place])
                report.fraction = Double(place) / Double(work.pictures.count)
            }
            do {
                let result = try job.timed(.upscaling) {
                    try PictureUpscale(work.settings)(picture)
                }
                let known = (try? PictureInfo(of: file))?.infotext
                let texts = result.texts(after: known)
                let encoded = try job.timed(.writing) {
                    try PNG.encode(result.picture, texts: texts)
                }
                job.add(
                    ImageReport(
                        index: place, isBeforeHires: false,
                        size: (result.picture.width, result.picture.height),
                        mediaType: "image/png", infotext: known ?? "", seeds: (0, 0)), encoded)
            } catch let error as ImagingError {
                throw JobFailure("\(error)")
            }
        }
    }
}

extension PictureUpscale.Result {
    /// The texts of the file: the infotext that there was, and what was done.
    fileprivate func texts(after infotext: String?) -> [PNG.Text] {
        let done = facts.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
        return [infotext.map { PNG.Text.infotext($0) }, PNG.Text("postprocessing", done)]
            .compactMap(\.self)
    }
}

extension PictureUpscale {
    /// What a job asks for.
    fileprivate init(_ settings: UpscaleSettings) {
        let target: Target =
            settings.size.map {
                .size(width: $0.width, height: $0.height, crops: settings.crops)
            } ?? .factor(settings.factor)
        self.init(
            target, with: settings.upscaler, and: settings.second?.upscaler ?? Self.none,
            secondShare: settings.second?.visibility ?? 0)
    }
}

extension Image8 {
    /// White where the picture is transparent; `nil` where it is nowhere.
    fileprivate var transparency: Image8? {
        guard channels == 4 || channels == 2 else { return nil }
        let alpha = stride(from: channels - 1, to: pixels.count, by: channels).map { pixels[$0] }
        guard alpha.contains(where: { $0 < 255 }) else { return nil }
        return try? Image8(
            width: width, height: height, channels: 1, pixels: alpha.map { 255 - $0 })
    }
}
