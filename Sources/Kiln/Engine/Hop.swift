import Imaging
import Torch
import WebUI

/// The way from one pass to the next, in float throughout: nothing is rounded to 8 bits.
enum Hop {
    /// Interpolates latents to the size of the next pass and crops them to its aspect.
    static func latent(_ latent: Latent, by upscaler: LatentUpscaler, to size: HiresSize) -> Latent
    {
        let (rows, columns) = (size.upscaled.height / 8, size.upscaled.width / 8)
        let values = latent.values.interpolated(
            to: (height: rows, width: columns), mode: upscaler.mode,
            antialias: upscaler.antialias)
        return crop(Latent(values: values, space: latent.space), to: size)
    }

    /// Resizes pictures to the size of the next pass.
    static func resize(
        _ picture: FloatImage, by upscaler: PixelUpscaler, to size: HiresSize
    ) throws -> FloatImage {
        let (width, height) = (size.upscaled.width, size.upscaled.height)
        switch upscaler {
        case .none, .lanczos: return try Resampling.lanczos(picture, width: width, height: height)
        case .nearest: return try Resampling.nearest(picture, width: width, height: height)
        }
    }

    /// Cuts what goes beyond the aspect that was asked for, the same on both sides.
    static func crop(_ latent: Latent, to size: HiresSize) -> Latent {
        let (rows, columns) = (size.latentRows, size.latentColumns)
        let values = latent.values
            .narrowed(2, from: rows.lowerBound, count: rows.count)
            .narrowed(3, from: columns.lowerBound, count: columns.count)
        return Latent(values: values, space: latent.space)
    }
}

extension LatentUpscaler {
    fileprivate var mode: InterpolationMode {
        switch self {
        case .bilinear, .bilinearAntialiased: .bilinear
        case .bicubic, .bicubicAntialiased: .bicubic
        case .nearest: .nearest
        case .nearestExact: .nearestExact
        }
    }

    fileprivate var antialias: Bool {
        self == .bilinearAntialiased || self == .bicubicAntialiased
    }
}

extension Pixels {
    /// Pictures side by side as one batch on a device.
    init(_ pictures: [FloatImage], device: Device) {
        let tensors = pictures.map { picture in
            Tensor(picture.pixels, shape: [1, 3, picture.height, picture.width], device: device)
        }
        values = Tensor.concatenated(tensors, dim: 0) * 2.0 - 1.0
    }

    /// The pictures of the batch, in 0…1.
    func pictures(stage: String) throws -> [FloatImage] {
        let shape = values.shape
        let (height, width) = (shape[2], shape[3])
        let numbers = try ((values + 1.0) * 0.5).to(.float32).floats()
        guard numbers.allSatisfy(\.isFinite) else {
            throw EngineError.notFinite(stage: stage, dtype: "float32")
        }
        let size = 3 * width * height
        return try stride(from: 0, to: numbers.count, by: size).map { start in
            try FloatImage(
                width: width, height: height,
                pixels: numbers[start..<start + size].map { min(max($0, 0), 1) })
        }
    }
}
