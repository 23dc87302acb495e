import Models
import Prompts
import Samplers
import Torch

/// What all passes of a job work with.
struct JobContext {
    let plan: Plan
    let residency: Residency
    let tokenizer: CLIPTokenizer
    let cancellation: Cancellation
    let trace: Trace?
}

/// Runs one pass of a plan: its conditionings once, then its batches.
struct PassRunner {
    let job: JobContext
    let pass: PassPlan

    /// Samples one batch.
    ///
    /// - Parameters:
    ///   - images: the batch's images.
    ///   - start: latents to begin from; `nil` begins from noise alone.
    ///   - texts: conditionings by text, as `conditionings` gave them.
    ///   - onStep: told how many steps are done.
    func sample(
        _ images: [ImagePlan], from start: Latent?, texts: [Text: Conditioning],
        onStep: (Int) throws -> Void
    ) throws -> Latent {
        let patches = AdapterSet(images.first.map { $0.text(of: pass.role).loras } ?? [], \.unet)
        let loan = Loan(part: pass.unet, dtype: pass.dtype, patches: patches, pass: pass)
        return try job.residency.with(
            loan, make: { try UNet($0, heads: pass.architecture.heads) }
        ) { unet in
            try torch {
                let space = pass.architecture.latentSpace
                let noise = BatchNoise(
                    seeds: images.map(\.seed), source: job.plan.noise,
                    shape: [space.channels, pass.latentSize.height, pass.latentSize.width],
                    device: job.plan.device, trace: job.trace)
                let denoise = denoiser(unet, images: images, texts: texts)
                job.trace?.beginRun()
                try job.trace?.keep("cond", denoise.positive.context)
                let values = try integrate(
                    from: start?.values, noise: noise, denoise: denoise, onStep: onStep)
                try job.trace?.keep("latent", values)
                return Latent(values: values, space: space)
            }
        }
    }

    private func integrate(
        from start: Tensor?, noise: BatchNoise, denoise: Denoiser, onStep: (Int) throws -> Void
    ) throws -> Tensor {
        let sigmas = pass.schedule.sigmas(steps: pass.scheduleSteps, table: denoise.table)
            .tail(steps: pass.steps)
        let first = try noise.next()
        guard let sigma = sigmas.first else { return start ?? first }
        job.trace?.keep(
            "sigmas", sigmas.values.map { Float($0) }, shape: [sigmas.values.count])
        var step = 0
        return try pass.sampler.sample(
            start.map { $0 + first * sigma } ?? first * sigma, along: sigmas, noise: noise.next
        ) { x, sigma in
            try job.cancellation.check()
            let denoised = denoise(x, sigma: sigma)
            try keepCall(x, denoised)
            step += 1
            try onStep(step)
            return denoised
        }
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

    private func denoiser(
        _ unet: UNet, images: [ImagePlan], texts: [Text: Conditioning]
    ) -> Denoiser {
        let wanted = images.map(sides)
        return Denoiser(
            unet: unet, table: .stableDiffusion, prediction: pass.prediction,
            cfgScale: pass.cfgScale,
            positive: .batch(wanted.compactMap { texts[$0.positive] }),
            negative: pass.cfgScale == 1 ? nil : .batch(wanted.compactMap { texts[$0.negative] }))
    }
}

// MARK: - Pixels

extension PassRunner {
    /// Lends the pass's VAE. It computes in float32, so that a hop loses nothing.
    func withCodec<Result>(_ body: (LatentCodec) throws -> Result) throws -> Result {
        let loan = Loan(part: pass.vae, dtype: .float32, pass: pass)
        return try job.residency.with(loan, make: { try Autoencoder($0) }) { vae in
            try torch {
                try body(LatentCodec(autoencoder: vae, space: pass.architecture.latentSpace))
            }
        }
    }
}
