import Models
import Samplers
import Torch

/// The guidance of one batch over one pass: it knows which call is next and what APG remembers.
///
/// Every image is combined by itself, so that none depends on its mates: alone it is the same to
/// the bit.
final class GuidanceState {
    private let guidance: Guidance
    private let scales: [Double]
    private let prediction: PredictionType
    /// Whether the sampler itself asks for the negative side, as CFG++ does.
    private let keepsUnconditional: Bool
    private var step = 0
    private var total = 1
    private var calls = 0
    private var sigma = Double.infinity
    private var remembered: [Int: Tensor] = [:]

    /// The guidance at the beginning of a pass.
    ///
    /// - Parameters:
    ///   - scales: a guidance scale per image.
    ///   - prediction: what the model's output means.
    ///   - keepsUnconditional: whether the sampler needs the negative side in every call.
    init(
        _ guidance: Guidance, scales: [Double], prediction: PredictionType,
        keepsUnconditional: Bool = false
    ) {
        self.guidance = guidance
        self.scales = scales
        self.prediction = prediction
        self.keepsUnconditional = keepsUnconditional
    }

    /// What the next denoiser call has to compute; asked once before each call.
    ///
    /// - Parameters:
    ///   - step: steps done, from 0.
    ///   - total: steps of the pass.
    ///   - sigma: the noise level of the call.
    func sides(step: Int, of total: Int, sigma: Double) -> GuidanceSides {
        // A sampler that goes back up in noise, as Restart does, begins anew.
        if sigma > self.sigma { remembered = [:] }
        (self.step, self.total, self.sigma) = (step, total, sigma)
        let call = calls
        calls += 1
        var sides: GuidanceSides =
            keepsUnconditional ? [.conditional, .unconditional] : .conditional
        for scale in Set(scales) {
            var own = guidance
            own.scale = scale
            sides.formUnion(own.sides(step: step, of: total, sigma: sigma, call: call))
        }
        return sides
    }

    /// What the network does differently in the call that was asked about last.
    func variation(perturbed: Bool) -> UNetVariation {
        guidance.variation(step: step, of: total, perturbed: perturbed)
    }

    /// The guided images of the call that was asked about last. An image whose scale is 1 is the
    /// conditional one, untouched.
    ///
    /// - Parameters:
    ///   - conditional: denoised images, `[images, channels, rows, columns]`, as all of these.
    ///   - unconditional: `nil` if `sides` did not ask for it.
    ///   - perturbed: `nil` if `sides` did not ask for it.
    ///   - x: the noisy images.
    ///   - sigma: their noise level.
    func combine(
        conditional: Tensor, unconditional: Tensor?, perturbed: Tensor?, x: Tensor, sigma: Double
    ) -> Tensor {
        let images = scales.indices.map { index in
            func own(_ batch: Tensor) -> Tensor { batch.narrowed(0, from: index, count: 1) }
            return combined(
                index, own(conditional), unconditional.map(own), perturbed.map(own),
                centre: { self.centre(own(x), sigma: sigma) })
        }
        return images.count == 1 ? images[0] : Tensor.concatenated(images, dim: 0)
    }

    private func combined(
        _ index: Int, _ conditional: Tensor, _ unconditional: Tensor?, _ perturbed: Tensor?,
        centre: () -> Tensor
    ) -> Tensor {
        let isGuided = guidance.isGuided(at: scales[index], step: step, of: total)
        guard isGuided && unconditional != nil || perturbed != nil else { return conditional }
        var image = conditional
        if isGuided, let unconditional { image = guided(index, conditional, unconditional) }
        if let perturbed, let attention = guidance.perturbedAttention {
            image = image + (conditional - perturbed) * attention.scale
        }
        if guidance.rescale > 0 {
            image = rescaled(image, like: conditional, around: centre())
        }
        if case .imagen(let percentile, let bound) = guidance.dynamicThresholding {
            image = DynamicThresholding.clipped(image, percentile: percentile, bound: bound)
        }
        return image
    }

    private func guided(_ index: Int, _ conditional: Tensor, _ unconditional: Tensor) -> Tensor {
        let scale = scales[index]
        if case .mimic(let mimic) = guidance.dynamicThresholding {
            return mimic.guided(conditional, unconditional, scale: scale, step: step, of: total)
        }
        if let projection = guidance.projection {
            let guided = projection.guided(
                conditional, unconditional, scale: scale, after: remembered[index])
            remembered[index] = guided.remembered
            return guided.image
        }
        return unconditional + (conditional - unconditional) * scale
    }

    /// The image with the contrast of the conditional one in the model's output (Lin et al. 2023,
    /// §3.4), as far as `rescale` says.
    ///
    /// Outputs lie about `centre` by a factor that cancels out here.
    private func rescaled(
        _ image: Tensor, like conditional: Tensor, around centre: Tensor
    ) -> Tensor {
        let output = image - centre
        let wanted = (conditional - centre).std(1, 2, 3, keepingDims: true)
        let present = output.std(1, 2, 3, keepingDims: true)
        let factor = wanted / present.orTiny * guidance.rescale + (1 - guidance.rescale)
        return centre + output * factor
    }

    /// The denoised image of an output that is zero. Models of noise are taken as models of velocity,
    /// as in the web UI: the method was made for those.
    private func centre(_ x: Tensor, sigma: Double) -> Tensor {
        let prediction = prediction == .epsilon ? PredictionType.v : prediction
        return prediction.denoised(x, output: x * 0.0, sigma: sigma)
    }
}

extension Guidance {
    /// The conditional side of a prompt whose parts are joined by AND (Liu et al. 2022, equation 11):
    /// `u + Σ wᵢ (cᵢ − u)`, which guidance at a scale s makes to `u + s Σ wᵢ (cᵢ − u)`.
    ///
    /// Where the negative side is left out, the parts' mean by their weights stands in; parts whose
    /// weights are together zero are then taken about the first of them.
    ///
    /// - Parameters:
    ///   - conditionals: denoised images of each part, and its weight.
    ///   - unconditional: those of the negative side.
    static func composed(
        conditionals: [(image: Tensor, weight: Double)], unconditional: Tensor?
    ) -> Tensor {
        guard let first = conditionals.first else {
            return unconditional ?? Tensor.concatenated([], dim: 0)
        }
        if conditionals.count == 1, first.weight == 1 { return first.image }
        let sum = conditionals.reduce(0) { $0 + $1.weight }
        if let base = unconditional ?? (abs(sum) < 1e-6 ? first.image : nil) {
            return conditionals.reduce(base) { $0 + ($1.image - base) * $1.weight }
        }
        let weighted = conditionals.map { $0.image * ($0.weight / sum) }
        return weighted.dropFirst().reduce(weighted[0], +)
    }
}
