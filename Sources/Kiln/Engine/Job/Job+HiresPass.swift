import Imaging
import Torch

extension Job {
    func runHiresPass(_ pass: PassPlan, _ hop: HopPlan) throws {
        let runner = runner(pass)
        let batches = Self.batches(of: pass, in: plan).filter { !$0.allSatisfy(isFinished) }
        guard !batches.isEmpty else { return }
        let starts = try batches.map { batch in
            try attend(batch) {
                try timed("hop", batch) { try start(of: batch, over: hop, by: runner) }
            }
        }
        let texts = try texts(of: runner)
        for (batch, start) in zip(batches, starts) {
            try context.cancellation.check()
            context.cancellation.beginBatch()
            let latent = try refined(batch, from: start, by: runner, texts)
            work.finishBatch(of: .hires, images: batch.count)
            let pictures = try decode(latent, of: batch, by: runner)
            for image in batch { waiting[image.index] = nil }
            try handOut(zip(batch, pictures), beforeHires: false)
        }
    }

    /// What the hires pass makes of a batch. Images that were skipped stay as they came.
    private func refined(
        _ batch: [ImagePlan], from start: Latent, by runner: PassRunner, _ texts: PassRunner.Texts
    ) throws -> Latent {
        if batch.allSatisfy({ skipped.contains($0.index) }) { return start }
        let onStep = try progress(batch, by: runner)
        let latent = try timed("hires pass", batch) {
            try runner.sample(
                batch, from: PassRunner.Start(latent: start), texts: texts, onStep: onStep)
        }.latent
        guard batch.contains(where: { skipped.contains($0.index) }) else { return latent }
        return try torch {
            let values = batch.enumerated().map { place, image in
                (skipped.contains(image.index) ? start : latent).values
                    .narrowed(0, from: place, count: 1)
            }
            return Latent(values: .concatenated(values, dim: 0), space: latent.space)
        }
    }

    private func start(
        of batch: [ImagePlan], over hop: HopPlan, by runner: PassRunner
    ) throws -> Latent {
        try context.cancellation.check()
        switch hop.way {
        case .latent(let upscaler):
            let latents = try batch.compactMap { image in
                try waiting[image.index].map { try latent(of: $0, image) }
            }
            return try torch {
                let latent = Latent(
                    values: Tensor.concatenated(latents.map(\.values), dim: 0),
                    space: plan.first.architecture.latentSpace)
                return Hop.latent(latent, by: upscaler, to: hop.size)
            }
        case .pixels(let upscaler):
            let pictures = try batch.compactMap { image in
                try waiting[image.index].map {
                    try Hop.resize(picture(of: $0, image), by: upscaler, to: hop.size)
                }
            }
            let encoded = try runner.encode(pictures, batch)
            return try torch { Hop.crop(encoded, to: hop.size) }
        }
    }

    /// The latent of a first pass; of one of which only a picture is known, what its VAE makes of it.
    private func latent(of result: FirstResult, _ image: ImagePlan) throws -> Latent {
        switch result.content {
        case .latent(let latent, _): latent
        case .picture(let picture): try runner(plan.first).encode([picture], [image])
        }
    }

    /// The picture of a first pass.
    func picture(of result: FirstResult, _ image: ImagePlan) throws -> FloatImage {
        switch result.content {
        case .picture(let picture), .latent(_, let picture?): picture
        case .latent(let latent, nil):
            try decode(latent, of: [image], by: runner(plan.first))[0]
        }
    }
}
