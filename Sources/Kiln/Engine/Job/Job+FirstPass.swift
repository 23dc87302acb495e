import Imaging
import Torch

extension Job {
    /// Refuses what was kept of other first passes than the plan's, before anything runs.
    func checkResumed() throws {
        for (index, kept) in context.options.resuming.sorted(by: { $0.key < $1.key }) {
            guard plan.images.contains(where: { $0.index == index }) else {
                throw EngineError.noSuchImage(index, count: plan.images.count)
            }
            try kept.check(against: plan.first, image: index)
        }
    }

    /// Runs the first pass of all images that are neither resumed nor left out.
    func runFirstPass() throws {
        let runner = runner(plan.first)
        let batches = Self.batches(of: plan.first, in: plan)
        let texts = batches.contains(where: runs) ? try texts(of: runner) : [:]
        for batch in batches {
            try context.cancellation.check()
            try attend(batch) {
                let made = try runs(batch) ? made(batch, by: runner, texts) : [:]
                try finish(batch.filter { computed.contains($0.index) }, made)
            }
        }
    }

    /// Does what comes before the second pass of a batch. If it is skipped meanwhile, its images have
    /// no second pass.
    func attend<Result>(_ batch: [ImagePlan], _ body: () throws -> Result) rethrows -> Result {
        context.cancellation.beginBatch()
        let result = try body()
        if context.cancellation.isBatchSkipped { skipped.formUnion(batch.map(\.index)) }
        return result
    }

    private func made(
        _ batch: [ImagePlan], by runner: PassRunner, _ texts: PassRunner.Texts
    ) throws -> [Int: FirstResult] {
        let start = try plan.start.map { start in
            try timed("encode", batch) { try runner.start(of: batch, from: start) }
        }
        let onStep = try progress(batch, by: runner)
        let sampled = try timed("first pass", batch) {
            try runner.sample(batch, from: start, texts: texts, onStep: onStep)
        }
        work.finishBatch(of: .first, images: batch.count)
        if !sampled.isWhole { skipped.formUnion(batch.map(\.index)) }
        let latent = sampled.latent
        var results: [Int: FirstResult] = [:]
        for (place, image) in batch.enumerated() {
            let values = latent.values.narrowed(0, from: place, count: 1)
            results[image.index] = FirstResult(
                content: .latent(Latent(values: values, space: latent.space), picture: nil))
        }
        return results
    }

    private func resumed(_ kept: FirstPassResult) throws -> FirstResult {
        switch kept.content {
        case .picture(let picture): FirstResult(content: .picture(picture))
        case .latent(let latent, let picture):
            try torch {
                let latent = Latent(
                    latent, space: plan.first.architecture.latentSpace, device: plan.device)
                return FirstResult(content: .latent(latent, picture: picture))
            }
        }
    }

    /// Hands a batch's results out, or keeps them for the hires pass. Pictures are made now where
    /// something will need them.
    private func finish(_ batch: [ImagePlan], _ made: [Int: FirstResult]) throws {
        let isLast = plan.hires == nil
        let writes = isLast || plan.savesBeforeHires
        var results: [Int: FirstResult] = [:]
        for image in batch {
            let kept = context.options.resuming[image.index]
            results[image.index] = try kept.map(resumed) ?? made[image.index]
        }
        if !isLast { waiting.merge(results) { $1 } }
        if writes || plan.hop?.needsPictures == true {
            for image in batch where !isLast || !isFinished(image) {
                guard let result = results[image.index] else { continue }
                results[image.index]?.picture = try picture(of: result, image)
            }
        }
        try keepFirstPasses(of: batch, results)
        if writes { for image in batch { results[image.index]?.written = true } }
        if !isLast { waiting.merge(results) { $1 } }
        guard writes else { return }
        try handOut(
            batch.compactMap { image in results[image.index]?.picture.map { (image, $0) } },
            beforeHires: !isLast)
    }

    private func keepFirstPasses(of batch: [ImagePlan], _ results: [Int: FirstResult]) throws {
        guard context.options.keepsFirstPasses else { return }
        for image in batch where context.options.resuming[image.index] == nil {
            guard !skipped.contains(image.index), !isFinished(image) else { continue }
            guard case .latent(let latent, let picture) = results[image.index]?.content else {
                continue
            }
            let kept = FirstPassResult(.latent(try latent.numbers(), picture: picture))
            try onEvent(.firstPass(image: image.index, kept))
        }
    }
}

extension Job.FirstResult {
    /// The picture, where there is one.
    var picture: FloatImage? {
        get {
            switch content {
            case .latent(_, let picture): picture
            case .picture(let picture): picture
            }
        }
        set {
            switch (content, newValue) {
            case (.latent(let latent, _), _): content = .latent(latent, picture: newValue)
            case (.picture, let picture?): content = .picture(picture)
            case (.picture, nil): break
            }
        }
    }
}

extension HopPlan {
    /// Whether the hop goes through pictures of the first pass.
    fileprivate var needsPictures: Bool {
        if case .pixels = way { true } else { false }
    }
}
