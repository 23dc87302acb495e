import Torch

/// Limits for what a high guidance scale makes too strong.
public enum DynamicThresholding: Sendable, Hashable {
    /// The spread of what a lower scale would give, as the web UI's extension "Dynamic Thresholding
    /// (CFG Scale Fix)" does it. It takes the place of plain guidance.
    case mimic(MimicThresholding)
    /// Imagen's (Saharia et al. 2022, §2.3): the image is clipped at the magnitude below which
    /// `percentile` of its elements lie, if that is above `bound`, and scaled to `bound`.
    case imagen(percentile: Double, bound: Double)

    /// The guidance scale of a step.
    func scale(_ scale: Double, step: Int, of total: Int) -> Double {
        switch self {
        case .mimic(let mimic): mimic.scaleSchedule(scale, step: step, of: total)
        case .imagen: scale
        }
    }

    /// One image clipped by Imagen's rule.
    static func clipped(_ x: Tensor, percentile: Double, bound: Double) -> Tensor {
        let size = x.abs.reshaped(1, -1).quantile(percentile).reshaped(1, 1, 1, 1)
        let limit = size.maximum(.full([], bound, device: x.device))
        return x.minimum(limit).maximum(-limit) * (bound / limit)
    }
}

/// Guidance at a high scale that keeps the spread of a lower one (McMonkey 2023, "Dynamic
/// Thresholding").
public struct MimicThresholding: Sendable, Hashable {
    /// What is measured as an image's spread.
    public enum Measure: String, Sendable, Hashable, CaseIterable {
        /// The greatest distance from the mean, of the guided image up to `percentile`.
        case greatest = "AD"
        /// The standard deviation.
        case deviation = "STD"
    }

    /// What stays in place while the spread is changed.
    public enum Startpoint: String, Sendable, Hashable, CaseIterable {
        /// The mean.
        case mean = "MEAN"
        /// Zero.
        case zero = "ZERO"
    }

    /// The scale whose spread is kept.
    public var mimicScale: Double
    /// Share of the guided image's elements that its greatest distance is measured on, 0 to 1.
    public var percentile = 1.0
    /// Share of the limited image in the result, the rest being the plain guided one.
    public var interpolation = 1.0
    /// Whether channels are measured apart.
    public var separatesChannels = true
    /// What stays in place.
    public var startpoint = Startpoint.mean
    /// What is measured.
    public var measure = Measure.greatest
    /// How `mimicScale` changes over the pass.
    public var mimicSchedule = ScaleSchedule.constant
    /// How the guidance scale changes over the pass.
    public var scaleSchedule = ScaleSchedule.constant

    /// The extension's defaults.
    public init(mimicScale: Double = 7) {
        self.mimicScale = mimicScale
    }

    /// One guided image with the spread of `mimicScale`.
    ///
    /// - Parameters:
    ///   - conditional: one image, `[1, channels, rows, columns]`.
    ///   - unconditional: as `conditional`.
    ///   - scale: the guidance scale, before its schedule.
    func guided(
        _ conditional: Tensor, _ unconditional: Tensor, scale: Double, step: Int, of total: Int
    ) -> Tensor {
        let difference = conditional - unconditional
        let mimicScale = mimicSchedule(mimicScale, step: step, of: total)
        let plain = unconditional + difference * scaleSchedule(scale, step: step, of: total)
        let image = spread(of: plain)
        let model = spread(of: unconditional + difference * mimicScale)
        let limited = limited(image, like: model).reshaped(plain.shape)
        return interpolation == 1
            ? limited : limited * interpolation + plain * (1 - interpolation)
    }

    /// Channels' elements about their means: `[channels, elements]` and `[channels, 1]`.
    private func spread(of image: Tensor) -> (centred: Tensor, means: Tensor) {
        let flat = image.reshaped(image.dim(1), -1)
        let means = flat.mean(-1, keepingDims: true)
        return (flat - means, means)
    }

    private func limited(
        _ image: (centred: Tensor, means: Tensor), like model: (centred: Tensor, means: Tensor)
    ) -> Tensor {
        let wanted = size(of: model.centred, percentile: 1) + 1e-12
        let present = size(of: image.centred, percentile: percentile) + 1e-12
        switch (startpoint, measure) {
        case (.zero, _):
            return (image.centred + image.means) * (wanted / present)
        case (.mean, .deviation):
            return image.centred / present * wanted + image.means
        case (.mean, .greatest):
            let limit = wanted.maximum(present)
            let clamped = image.centred.minimum(limit).maximum(-limit)
            return clamped / limit * wanted + image.means
        }
    }

    /// The measure of each channel, `[channels, 1]`, or of all, `[1, 1]`.
    private func size(of centred: Tensor, percentile: Double) -> Tensor {
        let values = separatesChannels ? centred : centred.reshaped(1, -1)
        return switch measure {
        case .greatest: values.abs.quantile(percentile)
        case .deviation: values.std(-1, keepingDims: true)
        }
    }
}
