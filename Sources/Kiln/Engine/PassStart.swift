import Imaging
import Samplers
import Torch

// What a pass gets from pictures: the latents that it begins with and what its UNet sees beside them.

extension PassRunner {
    /// What a batch begins with that is made of a picture.
    func start(of images: [ImagePlan], from start: StartPlan) throws -> Start {
        let canvas = start.canvas
        let size = pass.latentShape
        let encoded = try encode(FloatImage(canvas.initial), images)
        let latent = try torch { fitted(encoded, canvas.settings.resizeMode) }
        guard let shares = try canvas.latentMask(columns: size.columns, rows: size.rows) else {
            return Start(latent: latent, noiseMultiplier: start.noiseMultiplier)
        }
        return try torch {
            let made = Tensor(
                shares, shape: [1, 1, size.rows, size.columns], device: job.plan.device)
            let filled = filled(latent, where: made, images, canvas.settings.mask.content)
            let mask = LatentMask(
                made, original: filled,
                noise: PosteriorNoise(images, device: job.plan.device).draw(size.sizes))
            return Start(latent: filled, mask: mask, noiseMultiplier: start.noiseMultiplier)
        }
    }

    /// The latents of one picture for all images: its mean is the same for each.
    private func encode(_ picture: FloatImage, _ images: [ImagePlan]) throws -> Latent {
        guard job.plan.encoding == .mean, let first = images.first else {
            return try encode(Array(repeating: picture, count: images.count), images)
        }
        let mean = try encode([picture], [first])
        return Latent(values: mean.values.repeated(images.count, 1, 1, 1), space: mean.space)
    }

    /// The latents of a picture for each image, as the plan encodes.
    func encode(_ pictures: [FloatImage], _ images: [ImagePlan]) throws -> Latent {
        let draws = PosteriorNoise(images, device: job.plan.device)
        return try withCodec { codec in
            codec.encode(
                Pixels(pictures, device: job.plan.device),
                noise: job.plan.encoding == .sample ? draws.draw : nil)
        }
    }

    /// Latents at the pass's size: those of a picture that was encoded at its own are stretched.
    private func fitted(_ latent: Latent, _ mode: ResizeMode) -> Latent {
        let size = pass.latentShape
        guard mode == .latent else { return latent }
        return Latent(
            values: latent.values.interpolated(
                to: (height: size.rows, width: size.columns), mode: .bilinear),
            space: latent.space)
    }

    /// Latents whose masked part is replaced, where that was asked for.
    private func filled(
        _ latent: Latent, where made: Tensor, _ images: [ImagePlan], _ content: MaskedContent
    ) -> Latent {
        let kept = latent.values * (1.0 - made)
        return switch content {
        case .fill, .original: latent
        case .latentNothing: Latent(values: kept, space: latent.space)
        case .latentNoise: Latent(values: kept + plainNoise(images) * made, space: latent.space)
        }
    }

    /// The first noise of the images' seeds, without their subseeds: as in the web UI.
    private func plainNoise(_ images: [ImagePlan]) -> Tensor {
        let size = pass.latentShape
        let draws = images.flatMap { image in
            var noise = ImageNoise(
                ImageSeed(UInt64(image.seed)), source: job.plan.noise, channels: size.channels,
                grid: NoiseGrid(rows: size.rows, columns: size.columns))
            return noise.next()
        }
        return Tensor(draws, shape: [images.count] + size.sizes, device: job.plan.device)
    }

    /// What the pass's UNet takes behind the noisy latents, `[images, channels, rows, columns]`.
    func extraInputs(for images: [ImagePlan]) throws -> Tensor? {
        let start = pass.role == .hires ? nil : job.plan.start
        switch pass.inputs {
        case .latent: return nil
        case .inpainting:
            return try inpaintingInputs(start).map { $0.repeated(images.count, 1, 1, 1) }
        case .editing:
            guard let start else { return nil }
            let picture = FloatImage(start.canvas.seen)
            return try withCodec { codec in
                codec.rawMean(Pixels([picture], device: job.plan.device))
                    .repeated(images.count, 1, 1, 1)
            }
        }
    }

    /// The mask and the latents of the picture without what it masks; without a mask all is masked.
    private func inpaintingInputs(_ start: StartPlan?) throws -> Tensor? {
        let size = pass.latentShape
        let cell = pass.architecture.latentSpace.downsampling
        let conditioning =
            try start?.canvas.conditioning(
                columns: size.columns, rows: size.rows, weight: Float(start?.maskWeight ?? 1))
            ?? .blank(
                width: size.columns * cell, height: size.rows * cell, columns: size.columns,
                rows: size.rows)
        return try withCodec { codec in
            let device = job.plan.device
            let latent = codec.encode(Pixels([conditioning.image], device: device))
            let mask = Tensor(
                conditioning.mask, shape: [1, 1, size.rows, size.columns], device: device)
            return Tensor.concatenated([mask, latent.values], dim: 1)
        }
    }
}

/// The noise of VAEs' posteriors and of what a mask keeps, one generator for each image.
///
/// Forge draws it from torch's generator on the CPU, which it seeds so whenever an image's noise
/// begins.
final class PosteriorNoise {
    private var generators: [MersenneTwisterGenerator]
    private let device: Device

    init(_ images: [ImagePlan], device: Device) {
        generators = images.map {
            MersenneTwisterGenerator(seed: (UInt64($0.seed) + 100_000) % 65_536)
        }
        self.device = device
    }

    /// The next draw of one image.
    func draw(_ image: Int, shape: [Int]) -> Tensor {
        let count = shape.reduce(1, *)
        return Tensor(generators[image].normal(count: count), shape: shape, device: device)
    }

    /// Draws for the whole batch of latents of a size: channels, rows and columns.
    func draw(_ sizes: [Int]) -> () -> Tensor {
        { [self] in
            .concatenated(generators.indices.map { draw($0, shape: [1] + sizes) }, dim: 0)
        }
    }
}
