import Imaging
import Kiln
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
    /// Which part of the job it is.
    var part = JobPart(0, of: 1)

    init(_ work: GenerationWork, _ job: JobRun) {
        self.work = work
        self.job = job
    }

    /// The run of one image alone.
    ///
    /// - Parameters:
    ///   - prompt: its prompt, with its seeds.
    ///   - place: where it stands in the job.
    init(of prompt: PromptRequest, at place: Int, _ work: GenerationWork, _ job: JobRun) {
        self.init(work, job)
        self.work.request.prompts = [prompt]
        (self.work.request.batchSize, self.work.request.iterations) = (1, 1)
        offset = place
    }

    /// Images that it makes.
    var count: Int { work.request.batchSize * work.request.iterations * work.request.prompts.count }

    /// Images that an earlier try has handed in, by their places in the run.
    private var finished: Set<Int> {
        guard collector == nil else { return [] }
        return Set(job.claim.finished.map { $0 - offset }.filter((0..<count).contains))
    }

    /// Whether an earlier try has left nothing to do.
    var isFinished: Bool { finished.count == count }

    /// What the engine is told beside the plan: what an earlier try has left, and what is to be kept.
    func options(
        for plan: Plan, previewInterval: Duration,
        isolation: isolated (any Actor)? = #isolation
    ) async throws -> RunOptions {
        var options = RunOptions()
        options.previewInterval = previewInterval
        options.keepsFirstPasses =
            image == nil && (work.keepsFirstPasses || work.request.hires != nil)
        options.finished = finished
        let computed = plan.imagesComputed(without: finished)
        do {
            options.resuming = try await resumed(computed)
            guard image == nil, work.request.hires != nil else { return options }
            for place in job.claim.firstPasses where computed.contains(place) {
                options.resuming[place] = try FirstPassResult(
                    safetensors: await job.firstPass(of: place))
            }
        } catch let error as ImagingError {
            throw JobFailure("firstpass_image: \(error)")
        } catch let error as EngineError {
            throw JobFailure("\(error)")
        }
        return options
    }

    /// First passes that came with the job, of images that are computed.
    private func resumed(
        _ computed: Set<Int>, isolation: isolated (any Actor)? = #isolation
    ) async throws -> [Int: FirstPassResult] {
        var results: [Int: FirstPassResult] = [:]
        // One picture may stand for the first passes of all images.
        var known: [FirstPassSource: FirstPassResult] = [:]
        for (place, source) in work.resumed where computed.contains(place) {
            let result = if let result = known[source] { result } else { try await read(source) }
            known[source] = result
            results[place] = result
        }
        return results
    }

    private func read(
        _ source: FirstPassSource, isolation: isolated (any Actor)? = #isolation
    ) async throws -> FirstPassResult {
        switch source {
        case .result(let name):
            try FirstPassResult(safetensors: await job.input(name))
        case .picture(let name):
            FirstPassResult(
                picture: FloatImage(
                    try ImageFile.decode(await job.input(name)).stretchedToWholeCells()))
        }
    }

    /// Takes what happens in the engine to the job.
    var handle: @Sendable (Event) throws -> Void {
        { [self] event in
            switch event {
            case .loading(let part, let file):
                job.update { ($0.stage, $0.detail) = ("loading", "\(part) of \(file)") }
            case .loaded(_, _, let seconds): job.loaded(in: seconds)
            case .patched(_, _, let seconds): job.spent(seconds, on: .loading)
            case .stage(let name, let seconds):
                if let stage = JobStage(rawValue: name) { job.spent(seconds, on: stage) }
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
            report.part = part.isWhole ? nil : part
            report.fraction = part.share(progress.fraction)
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
        let file = try job.timed(.writing) { try encoding.encode(picture, infotext: infotext) }
        job.add(
            ImageReport(
                index: image.plan.index + offset, isBeforeHires: image.beforeHires,
                size: (picture.width, picture.height), mediaType: encoding.mediaType,
                infotext: image.infotext, seeds: (image.plan.seed, image.plan.subseed)), file)
    }
}

/// A latent's cell.
enum LatentCell {
    /// Pixels along its edge.
    static let side = 8
}

extension Image8 {
    /// The picture with sides of whole latent cells, which is what VAEs make.
    fileprivate func stretchedToWholeCells() throws(ImagingError) -> Image8 {
        let sides = [width, height].map { max($0 / LatentCell.side, 1) * LatentCell.side }
        guard sides != [width, height] else { return self }
        return try ResizeMode.stretch.fitted(self, width: sides[0], height: sides[1])
    }
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
