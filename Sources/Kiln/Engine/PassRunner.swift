import Models
import Prompts
import Samplers
import Torch

/// Runs one pass of a plan: its conditionings once, then its batches.
struct PassRunner {
    let plan: Plan
    let pass: PassPlan
    let residency: Residency
    let chunker: PromptChunker
    let cancellation: Cancellation

    /// Samples one batch.
    ///
    /// - Parameters:
    ///   - images: the batch's images.
    ///   - start: latents to begin from; `nil` begins from noise alone.
    ///   - texts: conditionings by text, as `conditionings` gave them.
    ///   - onStep: told how many steps are done.
    func sample(
        _ images: [ImagePlan], from start: Latent?, texts: [Text: Conditioning],
        onStep: @escaping (Int) throws -> Void
    ) throws -> Latent {
        try residency.with(
            pass.unet, dtype: pass.dtype, make: { try UNet($0, heads: pass.architecture.heads) }
        ) { unet in
            try torch {
                var noise = BatchNoise(
                    seeds: images.map(\.seed), source: plan.noise,
                    shape: [
                        pass.architecture.latentSpace.channels, pass.latentSize.height,
                        pass.latentSize.width,
                    ],
                    device: plan.device)
                let denoise = denoiser(unet, images: images, texts: texts)
                return try integrate(from: start, noise: &noise, denoise: denoise, onStep: onStep)
            }
        }
    }

    private func integrate(
        from start: Latent?, noise: inout BatchNoise, denoise: Denoiser,
        onStep: (Int) throws -> Void
    ) throws -> Latent {
        let space = pass.architecture.latentSpace
        let all = pass.schedule.sigmas(steps: pass.scheduleSteps, table: denoise.table)
        let sigmas = start == nil ? all : all.tail(steps: pass.steps)
        let first = noise.next()
        guard pass.steps > 0, let sigma = sigmas.first else {
            return start ?? Latent(values: first, space: space)
        }
        let x = start.map { $0.values + first * sigma } ?? first * sigma
        var step = 0
        var source = noise
        let result = try pass.sampler.sample(
            x, along: sigmas, noise: { source.next() },
            denoise: { x, sigma in
                try cancellation.check()
                let denoised = denoise(x, sigma: sigma)
                // Waits for the device, so that progress is what was done and not what was queued.
                guard try denoised.isFinite() else {
                    throw EngineError.notFinite(
                        stage: pass.role.rawValue, dtype: "\(pass.dtype)")
                }
                step += 1
                try onStep(step)
                return denoised
            })
        noise = source
        return Latent(values: result, space: space)
    }

    private func denoiser(
        _ unet: UNet, images: [ImagePlan], texts: [Text: Conditioning]
    ) -> Denoiser {
        let wanted = images.map { sides(of: $0) }
        return Denoiser(
            unet: unet, table: .stableDiffusion, prediction: pass.prediction,
            cfgScale: pass.cfgScale,
            positive: .batch(wanted.compactMap { texts[$0.positive] }),
            negative: pass.cfgScale == 1 ? nil : .batch(wanted.compactMap { texts[$0.negative] }))
    }
}

// MARK: - Text

extension PassRunner {
    /// A text with the side it steers.
    struct Text: Hashable {
        let prompt: String
        let negative: Bool
    }

    /// Both sides of an image in this pass.
    private func sides(of image: ImagePlan) -> (positive: Text, negative: Text) {
        switch pass.role {
        case .first:
            (
                Text(prompt: image.prompt, negative: false),
                Text(prompt: image.negativePrompt, negative: true)
            )
        case .hires:
            (
                Text(prompt: image.hiresPrompt, negative: false),
                Text(prompt: image.hiresNegativePrompt, negative: true)
            )
        }
    }

    /// The conditioning of every text that the job's images have in this pass, each made once.
    func conditionings() throws -> [Text: Conditioning] {
        let wanted = Set(
            plan.images.flatMap { image in
                let sides = sides(of: image)
                return pass.cfgScale == 1 ? [sides.positive] : [sides.positive, sides.negative]
            })
        return try withEncoders(pass.encoders[...], lent: []) { encoders in
            let conditioner = TextConditioner(
                architecture: pass.architecture, encoders: encoders, chunker: chunker,
                clipSkip: plan.clipSkip)
            return try torch {
                var made: [Text: Conditioning] = [:]
                for text in wanted {
                    try cancellation.check()
                    made[text] = conditioner(
                        text.prompt, negative: text.negative, size: pass.size)
                }
                return made
            }
        }
    }

    /// Lends all encoders at once. Text is computed in float32: it is little work, and its errors
    /// would be in every step.
    private func withEncoders<Result>(
        _ parts: ArraySlice<PartPlan>, lent: [CLIPText], body: ([CLIPText]) throws -> Result
    ) throws -> Result {
        guard let part = parts.first else { return try body(lent) }
        return try residency.with(part, dtype: .float32, make: { try CLIPText($0) }) { encoder in
            try withEncoders(parts.dropFirst(), lent: lent + [encoder], body: body)
        }
    }
}

// MARK: - Pixels

extension PassRunner {
    /// Lends the pass's VAE. It computes in float32, so that a hop loses nothing.
    func withCodec<Result>(_ body: (LatentCodec) throws -> Result) throws -> Result {
        try residency.with(pass.vae, dtype: .float32, make: { try Autoencoder($0) }) { vae in
            try torch {
                try body(LatentCodec(autoencoder: vae, space: pass.architecture.latentSpace))
            }
        }
    }
}
