import Torch

/// A batch's networks and texts as the samplers see them: the denoised image of a noisy one,
/// guidance included. It counts its calls.
final class Denoiser {
    /// A network with what steers it, from some share of the pass on.
    struct Stage {
        /// The share of the pass's calls at which it takes over.
        let from: Double
        let network: Network
        /// What steers each image.
        let steering: [Steering]
    }

    /// The two sides of a call, each `[images, channels, rows, columns]`.
    struct Sides {
        /// What the sampler follows.
        let guided: Tensor
        /// The side without the prompt; the guided one where it was not computed.
        let unconditional: Tensor
    }

    private let stages: [Stage]
    private let guidance: GuidanceState
    /// Calls that the whole pass makes.
    private let totalCalls: Int
    /// Calls made so far.
    private(set) var calls = 0

    /// A denoiser before its first call.
    ///
    /// - Parameters:
    ///   - stages: in order, the first from share 0; at least one.
    ///   - totalCalls: calls that the pass is expected to make.
    ///   - needsUnconditional: whether the sampler looks at the side without the prompt by itself.
    init(
        stages: [Stage], guidance: Guidance, totalCalls: Int, needsUnconditional: Bool
    ) {
        self.stages = stages
        self.totalCalls = max(totalCalls, 1)
        self.guidance = GuidanceState(
            guidance, scales: stages[0].steering.map(\.scale),
            prediction: stages[0].network.prediction,
            keepsUnconditional: needsUnconditional
                || stages.contains { $0.network.imageScale != nil })
    }

    /// The network and the texts of the next call.
    private var stage: Stage {
        let share = Double(calls) / Double(totalCalls)
        return stages.last { $0.from <= share } ?? stages[0]
    }

    /// The first call's text of the first image, for a trace.
    var firstContext: Tensor? { stages[0].steering.first?.positive.first?.timeline(0).context }

    /// Denoises a batch by classifier-free guidance (Ho & Salimans 2022) and what was asked for
    /// beside it.
    ///
    /// - Parameters:
    ///   - x: the noisy latents, `[images, channels, rows, columns]`.
    ///   - sigma: their noise's standard deviation.
    func callAsFunction(_ x: Tensor, sigma: Double) -> Sides {
        let sides = guidance.sides(step: calls, of: totalCalls, sigma: sigma)
        let stage = stage
        let evaluation = Evaluation(
            stage: stage, call: calls, sides: sides,
            variation: guidance.variation(perturbed: false),
            perturbation: guidance.variation(perturbed: true))
        calls += 1
        let result = evaluation(x, sigma: sigma)
        var guided = guidance.combine(
            conditional: result.conditional, unconditional: result.unconditional,
            perturbed: result.perturbed, x: x, sigma: sigma)
        let unconditional = result.unconditional ?? result.conditional
        if let scale = stage.network.imageScale, let blind = result.blind {
            guided = guided + (unconditional - blind) * (scale - 1)
        }
        return Sides(guided: guided, unconditional: unconditional)
    }
}
