import Imaging
import Samplers
import Torch

/// One run of a plan, phase by phase.
final class Job {
    let context: JobContext
    let onEvent: (Event) throws -> Void
    private let infotext: InfotextWriter
    var work: WorkMeter
    /// The images that are not left out, by their places.
    let computed: Set<Int>
    /// When the last previews were handed out.
    var lastPreview: ContinuousClock.Instant?
    private var times: [Int: [FinishedImage.Stage]] = [:]
    /// Seconds that were told of: those of stages, and those in which models were read.
    private var told = 0.0
    /// Results of the first pass that still have the second before them, by image.
    var waiting: [Int: FirstResult] = [:]
    /// Images that are left as their first pass had them when they were skipped.
    var skipped: Set<Int> = []
    var plan: Plan { context.plan }

    /// What the first pass leaves of one image.
    struct FirstResult {
        /// One of the two at least.
        enum Content {
            case latent(Latent, picture: FloatImage?)
            case picture(FloatImage)
        }

        var content: Content
        var written = false
    }

    init(
        _ context: JobContext, hash: @escaping (HashedFile) throws -> String?,
        onEvent: @escaping (Event) throws -> Void
    ) {
        self.context = context
        self.onEvent = onEvent
        infotext = InfotextWriter(plan: context.plan, hash: hash)
        computed = context.plan.imagesComputed(without: context.options.finished)
        work = Self.meter(context, computed: computed)
        context.borrower.onWork = { [unowned self] part, work in
            let (title, file) = (part.part.title, part.file.name)
            switch work {
            case .loading: try onEvent(.loading(part: title, file: file))
            case .loaded(let time):
                told += time.seconds
                try onEvent(.loaded(part: title, file: file, seconds: time.seconds))
            case .patched(let time):
                told += time.seconds
                try onEvent(.patched(part: title, file: file, seconds: time.seconds))
            }
        }
    }

    /// Runs the plan. What a first pass has finished is handed out even if the second fails.
    func run() throws {
        try checkResumed()
        do {
            try runFirstPass()
            if let hires = plan.hires, let hop = plan.hop { try runHiresPass(hires, hop) }
            if context.cancellation.isInterrupted { throw CancellationError() }
        } catch {
            let isAwaited = !(error is CancellationError) || context.cancellation.isInterrupted
            try? handOutUnfinished(decoding: isAwaited)
            throw error
        }
    }

    func runner(_ pass: PassPlan) -> PassRunner { PassRunner(job: context, pass: pass) }

    /// The forward batches of a pass: images whose model has the same LoRAs, in the job's order.
    ///
    /// A sampler that looks at its own error would let images of one batch change each other's steps:
    /// it gets them one by one.
    static func batches(of pass: PassPlan, in plan: Plan) -> [[ImagePlan]] {
        let size = pass.sampler.isAdaptive ? 1 : plan.batchSize
        let roles = plan.passes.map(\.role).filter { ($0 == .hires) == (pass.role == .hires) }
        let groups = plan.images.grouped { image in
            roles.map { AdapterSet(image.text(of: $0).loras, \.unet) }
        }
        return groups.flatMap { _, images in
            stride(from: 0, to: images.count, by: size).map {
                Array(images[$0..<min($0 + size, images.count)])
            }
        }
    }

    /// The conditionings of a pass and of the one that takes it over.
    func texts(of runner: PassRunner) throws -> PassRunner.Texts {
        try timed("text", plan.images) {
            var texts = [runner.pass.role: try runner.conditionings()]
            if runner.pass.role == .first, let refiner = plan.refiner {
                texts[.refiner] = try self.runner(refiner).conditionings()
            }
            return texts
        }
    }
}

// MARK: - Pictures

extension Job {
    func decode(
        _ latent: Latent, of batch: [ImagePlan], by runner: PassRunner
    ) throws -> [FloatImage] {
        try timed("decode", batch) {
            try runner.withCodec { codec in
                try codec.decode(latent).pictures(stage: "VAE of the \(runner.pass.role.rawValue)")
            }
        }
    }

    func handOut(
        _ pictures: some Sequence<(ImagePlan, FloatImage)>, beforeHires: Bool
    ) throws {
        for (image, made) in pictures where !isFinished(image) {
            let text = try infotext(image)
            let picture = try plan.start?.finished(made) ?? made
            try onEvent(
                .image(
                    FinishedImage(
                        plan: image, beforeHires: beforeHires, picture: picture, infotext: text,
                        seconds: times[image.index] ?? [])))
        }
    }

    /// Hands out the first pass of every image whose second pass will not come.
    ///
    /// - Parameter decoding: whether latents that have no picture yet are decoded; a person who
    ///   pressed Ctrl-C does not wait for that.
    private func handOutUnfinished(decoding: Bool) throws {
        for image in plan.images where !isFinished(image) {
            guard let result = waiting[image.index], !result.written else { continue }
            if !decoding, case .latent(_, picture: nil) = result.content { continue }
            try handOut([(image, try picture(of: result, image))], beforeHires: true)
        }
    }
}

// MARK: - Time and progress

extension Job {
    /// Runs a stage and books its time on its images, in equal shares.
    func timed<Result>(
        _ stage: String, _ images: [ImagePlan], _ body: () throws -> Result
    ) throws -> Result {
        let clock = ContinuousClock()
        let (start, before) = (clock.now, told)
        let result = try body()
        let whole = (clock.now - start).seconds
        let own = max(whole - (told - before), 0)
        told = before + whole
        try onEvent(.stage(name: stage, seconds: own))
        let share = whole / Double(max(images.count, 1))
        for image in images {
            times[image.index, default: []].append(.init(name: stage, seconds: share))
        }
        return result
    }

    /// What is told of a batch's steps.
    func progress(
        _ batch: [ImagePlan], by runner: PassRunner
    ) throws -> (Int, Tensor) throws -> Void {
        let projection = runner.previewProjection()
        let pass = runner.pass
        return { [self] step, denoised in
            let fraction = work.fraction(of: pass.role, step: step, images: batch.count)
            try onEvent(
                .progress(
                    Progress(
                        pass: pass.role, step: step, steps: pass.calls,
                        images: batch.map(\.index), total: plan.images.count, fraction: fraction)))
            try preview(batch, pass, denoised, by: projection)
        }
    }
}
