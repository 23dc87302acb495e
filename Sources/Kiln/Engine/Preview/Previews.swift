import Imaging
import Torch

/// What an engine knows of VAEs' colours, kept from job to job.
final class PreviewProjections {
    private var known: [Residency.Key: LatentProjection?] = [:]

    /// What is known of a VAE, or what `fit` finds out; `nil`, if that is nothing.
    func of(
        _ vae: Residency.Key, fit: () throws -> LatentProjection?
    ) rethrows -> LatentProjection? {
        if let known = known[vae] { return known }
        let projection = try fit()
        known[vae] = .some(projection)
        return projection
    }
}

extension PassRunner {
    /// The colours of the pass's latents; `nil`, if no previews are wanted, if the VAE has no place
    /// in memory beside what denoises, or if its latents do not tell colours.
    func previewProjection() -> LatentProjection? {
        guard job.options.previewInterval != nil else { return nil }
        let denoisers = [pass] + (pass.role == .first ? [job.plan.refiner].compactMap(\.self) : [])
        let bytes = denoisers.reduce(pass.vae.bytes(in: .float32)) {
            $0 + $1.unet.bytes(in: $1.dtype)
        }
        guard job.residency.holds(bytes) else { return nil }
        let key = Residency.Key(pass.vae, dtype: .float32, device: job.plan.device)
        // A job does not fail for want of a preview.
        return try? job.previews.of(key) {
            try withCodec { try fitted(to: $0) }
        }
    }

    private func fitted(to codec: LatentCodec) throws -> LatentProjection? {
        let pictures = try ProjectionSamples.pictures()
        let cell = codec.space.downsampling
        let latent = codec.encode(Pixels(pictures, device: job.plan.device))
        let channels = latent.values.dim(1)
        // Channels last: one row for each cell.
        let values = try latent.values.permuted(0, 2, 3, 1).to(.float32).floats()
        guard values.allSatisfy(\.isFinite) else { return nil }
        let cells = stride(from: 0, to: values.count, by: channels).map { start in
            values[start..<start + channels].map(Double.init)
        }
        let colours = pictures.flatMap { ProjectionSamples.colours(of: $0, cell: cell) }
        guard cells.count == colours.count else { return nil }
        return LatentProjection(latents: cells, colours: colours)
    }
}

extension Job {
    /// Hands out previews of a batch, if it is time for them.
    ///
    /// - Parameter denoised: `[images, channels, rows, columns]`.
    func preview(
        _ batch: [ImagePlan], _ pass: PassPlan, _ denoised: Tensor, by projection: LatentProjection?
    ) throws {
        guard let projection, let interval = context.options.previewInterval else { return }
        let now = ContinuousClock.now
        if let last = lastPreview, now - last < interval { return }
        lastPreview = now
        let shape = pass.latentShape
        for (place, image) in batch.enumerated() {
            let values = try denoised.narrowed(0, from: place, count: 1).to(.float32).floats()
            let picture = try projection.picture(of: values, shape)
            try onEvent(.preview(Preview(image: image.index, pass: pass.role, picture: picture)))
        }
    }
}
