import Imaging
import Kiln
import Synchronization
import WorkerAPI

/// One run of the engine in a job.
struct GenerationRun: Sendable {
    /// What is made.
    var work: GenerationWork
    /// Where it goes.
    let job: JobRun
    /// The picture that it begins with.
    var image: ImageRequest?
    /// Where its images stand in the job.
    var offset = 0
    /// What takes the pictures in place of the job.
    var collector: PictureCollector?

    init(_ work: GenerationWork, _ job: JobRun) {
        self.work = work
        self.job = job
    }

    /// What the engine is told beside the plan: first passes that are there, and what is to be kept.
    func options(previewInterval: Duration) async throws -> RunOptions {
        var options = RunOptions()
        options.previewInterval = previewInterval
        options.keepsFirstPasses =
            image == nil && (work.keepsFirstPasses || work.request.hires != nil)
        do {
            for (place, source) in work.resumed {
                switch source {
                case .result(let name):
                    options.resuming[place] = try FirstPassResult(
                        safetensors: await job.input(name))
                case .picture(let name):
                    let picture = try ImageFile.decode(await job.input(name))
                    options.resuming[place] = FirstPassResult(picture: FloatImage(picture))
                }
            }
            guard image == nil, work.request.hires != nil else { return options }
            for place in job.claim.firstPasses {
                options.resuming[place] = try FirstPassResult(
                    safetensors: await job.firstPass(of: place))
            }
        } catch let error as ImagingError {
            throw JobFailure("firstpass_image: \(error)")
        }
        return options
    }

    /// Takes what happens in the engine to the job.
    var handle: @Sendable (Event) throws -> Void {
        { [self] event in
            switch event {
            case .loading(let part, let file):
                job.update { ($0.stage, $0.detail) = ("loading", "\(part) of \(file)") }
            case .loaded, .patched: job.update { _ in }
            case .progress(let progress): show(progress)
            case .preview(let preview): show(preview)
            case .firstPass(let index, let result):
                job.keep(result.safetensors, of: index)
            case .image(let image): try take(image)
            }
        }
    }

    private func show(_ progress: Progress) {
        job.update { report in
            (report.stage, report.detail) = (progress.pass.rawValue, "")
            (report.step, report.steps) = (progress.step, progress.steps)
            report.images = progress.images.map { $0 + offset }
            report.fraction = progress.fraction
        }
    }

    private func show(_ preview: Preview) {
        job.preview(of: preview.image + offset) {
            try PreviewFile().bytes(of: [preview.picture])
        }
    }

    private func take(_ image: FinishedImage) throws {
        let picture = Image8(image.picture)
        if let collector {
            if !image.beforeHires { collector.add(picture, infotext: image.infotext) }
            return
        }
        let encoding = ImageEncoding(work.output)
        let infotext = work.output.hasInfotext ? image.infotext : nil
        job.add(
            ImageReport(
                index: image.plan.index + offset, isBeforeHires: image.beforeHires,
                size: (picture.width, picture.height), mediaType: encoding.mediaType,
                infotext: image.infotext, seeds: (image.plan.seed, image.plan.subseed)),
            try encoding.encode(picture, infotext: infotext))
    }
}

/// Takes pictures in the order in which they are made.
final class PictureCollector: Sendable {
    private let made = Mutex<[(picture: Image8, infotext: String)]>([])

    /// Takes a picture.
    func add(_ picture: Image8, infotext: String) {
        made.withLock { $0.append((picture, infotext)) }
    }

    /// The pictures.
    var pictures: [Image8] { made.withLock { $0.map(\.picture) } }

    /// How the first of them was made.
    var infotext: String { made.withLock { $0.first?.infotext ?? "" } }
}

extension ImageEncoding {
    /// The encoding of a job's output.
    init(_ output: OutputFormat) {
        switch output.kind {
        case .png: self = .png
        case .jpeg: self = .jpeg(quality: output.quality)
        case .webp: self = .webp(quality: output.quality, lossless: output.isLossless)
        }
    }
}
