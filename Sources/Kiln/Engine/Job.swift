import Imaging
import Samplers
import Torch

/// One run of a plan, phase by phase.
final class Job {
    private let context: JobContext
    private let infotext: InfotextWriter
    private let onEvent: (Event) throws -> Void
    private var work: WorkMeter
    private var times: [Int: [FinishedImage.Stage]] = [:]
    /// Results of the first pass that still have the second before them, by image.
    private var waiting: [Int: FirstResult] = [:]
    private var plan: Plan { context.plan }

    /// What the first pass leaves of one image.
    private struct FirstResult {
        let latent: Latent
        var picture: FloatImage?
        var written = false
    }

    init(
        _ context: JobContext, hash: @escaping (HashedFile) throws -> String?,
        onEvent: @escaping (Event) throws -> Void
    ) {
        self.context = context
        self.onEvent = onEvent
        infotext = InfotextWriter(plan: context.plan, hash: hash)
        work = WorkMeter(context.plan)
        context.residency.onWork = { part, work in
            let (title, file) = (part.part.title, part.file.name)
            switch work {
            case .loading: try onEvent(.loading(part: title, file: file))
            case .loaded(let time):
                try onEvent(.loaded(part: title, file: file, seconds: time.seconds))
            case .patched(let time):
                try onEvent(.patched(part: title, file: file, seconds: time.seconds))
            }
        }
    }

    /// Runs the plan. What a first pass has finished is handed out even if the second fails.
    func run() throws {
        do {
            try runFirstPass()
            if let hires = plan.hires, let hop = plan.hop { try runHiresPass(hires, hop) }
        } catch {
            try? handOutUnfinished(decoding: !(error is CancellationError))
            throw error
        }
    }

    private func runner(_ pass: PassPlan) -> PassRunner { PassRunner(job: context, pass: pass) }

    /// The forward batches of a pass: images whose model has the same LoRAs, in the job's order.
    ///
    /// A sampler that looks at its own error would let images of one batch change each other's steps:
    /// it gets them one by one.
    private func batches(of pass: PassPlan) -> [[ImagePlan]] {
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
    private func texts(of runner: PassRunner) throws -> PassRunner.Texts {
        try timed("text", plan.images) {
            var texts = [runner.pass.role: try runner.conditionings()]
            if runner.pass.role == .first, let refiner = plan.refiner {
                texts[.refiner] = try self.runner(refiner).conditionings()
            }
            return texts
        }
    }
}

// MARK: - First pass

extension Job {
    private func runFirstPass() throws {
        let runner = runner(plan.first)
        let texts = try texts(of: runner)
        for batch in batches(of: plan.first) {
            let start = try plan.start.map { start in
                try timed("encode", batch) { try runner.start(of: batch, from: start) }
            }
            let latent = try timed("first pass", batch) {
                try runner.sample(
                    batch, from: start, texts: texts, onStep: progress(batch, .first))
            }
            work.finishBatch(of: .first, images: batch.count)
            guard plan.hires != nil else {
                let pictures = try decode(latent, of: batch, by: runner)
                try handOut(zip(batch, pictures), beforeHires: false)
                continue
            }
            try keep(latent, of: batch, by: runner)
        }
    }

    /// Keeps a batch for the hires pass. Its pictures are made now where something will need them.
    private func keep(_ latent: Latent, of batch: [ImagePlan], by runner: PassRunner) throws {
        for (place, image) in batch.enumerated() {
            waiting[image.index] = FirstResult(
                latent: Latent(
                    values: latent.values.narrowed(0, from: place, count: 1), space: latent.space))
        }
        guard plan.savesBeforeHires || plan.hop?.needsPictures == true else { return }
        let pictures = try decode(latent, of: batch, by: runner)
        for (image, picture) in zip(batch, pictures) {
            waiting[image.index]?.picture = picture
            if plan.savesBeforeHires { waiting[image.index]?.written = true }
        }
        if plan.savesBeforeHires { try handOut(zip(batch, pictures), beforeHires: true) }
    }
}

// MARK: - Hop and hires pass

extension Job {
    private func runHiresPass(_ pass: PassPlan, _ hop: HopPlan) throws {
        let runner = runner(pass)
        let batches = batches(of: pass)
        let starts = try batches.map { batch in
            try timed("hop", batch) { try start(of: batch, over: hop, by: runner) }
        }
        let texts = try texts(of: runner)
        for (batch, start) in zip(batches, starts) {
            let latent = try timed("hires pass", batch) {
                try runner.sample(
                    batch, from: PassRunner.Start(latent: start), texts: texts,
                    onStep: progress(batch, .hires))
            }
            work.finishBatch(of: .hires, images: batch.count)
            let pictures = try decode(latent, of: batch, by: runner)
            for image in batch { waiting[image.index] = nil }
            try handOut(zip(batch, pictures), beforeHires: false)
        }
    }

    private func start(
        of batch: [ImagePlan], over hop: HopPlan, by runner: PassRunner
    ) throws -> Latent {
        try context.cancellation.check()
        let results = batch.compactMap { waiting[$0.index] }
        switch hop.way {
        case .latent(let upscaler):
            return try torch {
                let latents = results.map(\.latent.values)
                let latent = Latent(
                    values: Tensor.concatenated(latents, dim: 0), space: results[0].latent.space)
                return Hop.latent(latent, by: upscaler, to: hop.size)
            }
        case .pixels(let upscaler):
            let pictures = try results.compactMap(\.picture).map {
                try Hop.resize($0, by: upscaler, to: hop.size)
            }
            let encoded = try runner.encode(pictures, batch)
            return try torch { Hop.crop(encoded, to: hop.size) }
        }
    }
}

extension HopPlan {
    /// Whether the hop goes through pictures of the first pass.
    fileprivate var needsPictures: Bool {
        if case .pixels = way { true } else { false }
    }
}

// MARK: - Pictures

extension Job {
    private func decode(
        _ latent: Latent, of batch: [ImagePlan], by runner: PassRunner
    ) throws -> [FloatImage] {
        try timed("decode", batch) {
            try runner.withCodec { codec in
                try codec.decode(latent).pictures(stage: "VAE of the \(runner.pass.role.rawValue)")
            }
        }
    }

    private func handOut(
        _ pictures: some Sequence<(ImagePlan, FloatImage)>, beforeHires: Bool
    ) throws {
        for (image, made) in pictures {
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
        let runner = runner(plan.first)
        for image in plan.images {
            guard let result = waiting[image.index], !result.written else { continue }
            if let picture = result.picture {
                try handOut([(image, picture)], beforeHires: true)
            } else if decoding {
                let pictures = try decode(result.latent, of: [image], by: runner)
                try handOut(zip([image], pictures), beforeHires: true)
            }
        }
    }
}

// MARK: - Time and progress

extension Job {
    /// Runs a stage and books its time on its images, in equal shares.
    private func timed<Result>(
        _ stage: String, _ images: [ImagePlan], _ body: () throws -> Result
    ) rethrows -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try body()
        let share = (clock.now - start).seconds / Double(max(images.count, 1))
        for image in images {
            times[image.index, default: []].append(.init(name: stage, seconds: share))
        }
        return result
    }

    private func progress(
        _ batch: [ImagePlan], _ role: PassPlan.Role
    ) -> (Int) throws -> Void {
        { [self] step in
            guard let pass = plan.passes.first(where: { $0.role == role }) else { return }
            try onEvent(
                .progress(
                    Progress(
                        pass: role, step: step, steps: pass.calls,
                        images: batch.map(\.index), total: plan.images.count,
                        fraction: work.fraction(of: role, step: step, images: batch.count))))
        }
    }
}
