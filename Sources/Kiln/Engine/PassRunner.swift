import Models
import Prompts
import Samplers
import Torch

/// What all passes of a job work with.
struct JobContext {
    let plan: Plan
    let options: RunOptions
    let residency: Residency
    let borrower: Borrower
    let previews: PreviewProjections
    let tokenizer: CLIPTokenizer
    let cancellation: Cancellation
    let trace: Trace?
}

/// Runs one pass of a plan: its conditionings once, then its batches.
struct PassRunner {
    let job: JobContext
    let pass: PassPlan

    /// What a batch begins with, beside its noise.
    struct Start {
        /// Latents `[images, channels, rows, columns]`.
        let latent: Latent
        /// What of them stays as it is, if not all is sampled anew.
        var mask: LatentMask?
        /// Factor of the noise that is put in.
        var noiseMultiplier = 1.0
    }

    /// What sampling a batch gives.
    struct Sampled {
        /// Latents `[images, channels, rows, columns]`.
        let latent: Latent
        /// Whether all steps were run; otherwise it is what the last one made of the noise.
        let isWhole: Bool
    }

    /// The conditionings of a pass's network and of the one that takes it over, by their passes.
    typealias Texts = [PassPlan.Role: [Text: Conditioning]]

    /// Samples one batch.
    ///
    /// - Parameters:
    ///   - images: the batch's images.
    ///   - start: latents to begin from; `nil` begins from noise alone.
    ///   - texts: conditionings by text, as `conditionings` gave them.
    ///   - onStep: told how many calls of the denoiser are done, and what the last one gave.
    func sample(
        _ images: [ImagePlan], from start: Start?, texts: Texts,
        onStep: @escaping (Int, Tensor) throws -> Void
    ) throws -> Sampled {
        try withStages(images, texts: texts) { stages in
            try torch {
                let denoiser = Denoiser(
                    stages: stages, guidance: pass.guidance, totalCalls: pass.calls,
                    needsUnconditional: pass.sampler.traits.contains(.usesBothSides))
                job.trace?.beginRun()
                if let context = denoiser.firstContext { try job.trace?.keep("cond", context) }
                let (values, isWhole) = try integrate(
                    images, from: start, denoiser: denoiser, onStep: onStep)
                try job.trace?.keep("latent", values)
                let latent = Latent(values: values, space: pass.architecture.latentSpace)
                return Sampled(latent: latent, isWhole: isWhole)
            }
        }
    }

    private func integrate(
        _ images: [ImagePlan], from start: Start?, denoiser: Denoiser,
        onStep: @escaping (Int, Tensor) throws -> Void
    ) throws -> (values: Tensor, isWhole: Bool) {
        let levels = pass.levels
        let noise = BatchNoise(
            images, plan: job.plan, shape: pass.latentShape, range: pass.noiseRange,
            trace: job.trace)
        let first = try noise.next()
        guard levels.stepCount > 0, let sigma = levels.first else {
            return (start?.latent.values ?? first, true)
        }
        var last = start?.latent.values ?? first
        job.trace?.keep(
            "sigmas", levels.values.map { Float($0) }, shape: [levels.values.count])
        let process = pass.noiseTable.process
        let begin = start.map { start in
            process.noised(
                start.latent.values, noise: first * start.noiseMultiplier, sigma: sigma)
        }
        func call(_ x: Tensor, _ sigma: Double) throws -> Denoiser.Sides {
            try job.cancellation.checkBatch()
            let noisy = start?.mask?.restore(x, sigma: sigma, process: process) ?? x
            var sides = denoiser(noisy, sigma: sigma)
            if let mask = start?.mask { sides = mask.blend(sides) }
            try keepCall(x, sides.guided)
            last = sides.guided
            try onStep(denoiser.calls, sides.guided)
            return sides
        }
        let sampler = pass.sampler.sampler(
            pass.samplerOptions, process: process, table: pass.noiseTable)
        let denoise = Denoise<Tensor>(
            { try call($0, $1).guided },
            sides: { x, sigma in
                let sides = try call(x, sigma)
                return (sides.guided, sides.unconditional)
            })
        do {
            let result = try sampler(
                begin ?? first * pass.sampler.startScale(sigma), along: levels,
                noise: StepNoise(draw: draw(images, noise), between: noise.between),
                denoise: denoise)
            return (start?.mask?.keepOriginal(in: result) ?? result, true)
        } catch is BatchEnd {
            return (last, false)
        }
    }

    /// Where fresh noise on the way comes from: of samplers that draw from PyTorch's global generator
    /// in Forge, from one seeded like that.
    private func draw(_ images: [ImagePlan], _ noise: BatchNoise) -> () throws -> Tensor {
        guard pass.sampler.traits.contains(.drawsGlobalNoise) else { return noise.next }
        return PosteriorNoise(images, device: job.plan.device).draw(pass.latentShape.sizes)
    }

    /// Looks at a denoiser call's result, which waits for the device: so progress is what was done
    /// and not what was queued, and a black picture is found at the step that made it.
    private func keepCall(_ x: Tensor, _ denoised: Tensor) throws {
        guard try denoised.isFinite() else {
            throw EngineError.notFinite(stage: pass.role.rawValue, dtype: "\(pass.dtype)")
        }
        try job.trace?.keep(numbered: "denoise.#.x", x)
        try job.trace?.keep(numbered: "denoise.#.out", denoised)
    }
}

// MARK: - Networks

extension PassRunner {
    /// Lends the pass's network, and with it the refiner that takes over its last steps.
    private func withStages<Result>(
        _ images: [ImagePlan], texts: Texts, body: ([Denoiser.Stage]) throws -> Result
    ) throws -> Result {
        try withStage(images, texts: texts) { first in
            guard pass.role == .first, let refiner = job.plan.refiner else {
                return try body([first])
            }
            return try PassRunner(job: job, pass: refiner)
                .withStage(images, texts: texts) { try body([first, $0]) }
        }
    }

    private var imageScale: Double? {
        guard pass.inputs == .editing, let scale = job.plan.start?.imageCfgScale, scale != 1 else {
            return nil
        }
        return scale
    }

    private func withStage<Result>(
        _ images: [ImagePlan], texts: Texts, body: (Denoiser.Stage) throws -> Result
    ) throws -> Result {
        let patches = AdapterSet(images.first.map { $0.text(of: pass.role).loras } ?? [], \.unet)
        let loan = Loan(part: pass.unet, dtype: pass.dtype, patches: patches, pass: pass)
        let extra = try extraInputs(for: images)
        return try job.residency.with(
            loan, for: job.borrower, make: { try UNet($0, heads: pass.architecture.heads) }
        ) { unet in
            let network = Network(
                unet: unet, table: pass.noiseTable, prediction: pass.prediction, extra: extra,
                imageScale: imageScale, interpolates: job.plan.interpolatesTimesteps)
            let texts = texts[pass.role] ?? [:]
            return try body(
                Denoiser.Stage(
                    from: pass.takesOverAt ?? 0, network: network,
                    steering: images.map { steering(of: $0, texts: texts) }))
        }
    }
}

// MARK: - Pixels

extension PassRunner {
    /// Lends the pass's VAE. It computes in float32, so that a hop loses nothing.
    func withCodec<Result>(_ body: (LatentCodec) throws -> Result) throws -> Result {
        let loan = Loan(part: pass.vae, dtype: .float32, pass: pass)
        return try job.residency.with(
            loan, for: job.borrower, make: { try Autoencoder($0) }
        ) { vae in
            try torch {
                try body(LatentCodec(autoencoder: vae, space: pass.architecture.latentSpace))
            }
        }
    }
}
