public import Models

/// How a pass's denoiser is steered: what it computes for a step and how that becomes one image.
///
/// A pure value; what is `nil` or zero is off. `GuidanceState` does the work for a batch.
public struct Guidance: Sendable, Hashable {
    /// The guidance scale, "CFG scale" (Ho & Salimans 2022, equation 6, as 1 + w): 1 leaves the
    /// negative side out.
    public var scale: Double
    /// Below this noise level the negative side is left out of every second call, "NGMS" or
    /// `s_min_uncond`; 0 never.
    public var minimumSigma = 0.0
    /// Whether `minimumSigma` leaves the negative side out of every call.
    public var skipsEveryStep = false
    /// Share of the steps at whose beginning the negative side is left out, `skip_early_cond`; 0 none.
    public var skipEarly = 0.0
    /// How much of the guided image's contrast is set back to the conditional one's (φ in Lin et al.
    /// 2023, equation 16); 0 none.
    public var rescale = 0.0
    /// Limits for what a high scale makes too strong.
    public var dynamicThresholding: DynamicThresholding?
    /// Another use of the difference between the two sides.
    public var projection: ProjectedGuidance?
    /// Guidance away from what the model makes with its attention disturbed.
    public var perturbedAttention: PerturbedAttention?
    /// Other weights for what the network joins on its way up.
    public var freeU: FreeU?
    /// The part of the pass in which `freeU` works.
    public var freeUSteps = StepRange.all

    /// Plain classifier-free guidance.
    public init(scale: Double) {
        self.scale = scale
    }

    /// What a denoiser call has to compute.
    ///
    /// - Parameters:
    ///   - step: steps done, from 0.
    ///   - total: steps of the pass.
    ///   - sigma: the noise level.
    ///   - call: denoiser calls made in the pass before this one.
    public func sides(step: Int, of total: Int, sigma: Double, call: Int) -> GuidanceSides {
        var sides = GuidanceSides.conditional
        if isGuided(at: scale, step: step, of: total)
            && !skipsEarly(step: step, of: total)
            && !(sigma < minimumSigma && (skipsEveryStep || !call.isMultiple(of: 2)))
        {
            sides.insert(.unconditional)
        }
        if let perturbedAttention, perturbedAttention.scale != 0,
            perturbedAttention.steps.contains(step, of: total)
        {
            sides.insert(.perturbed)
        }
        return sides
    }

    /// What the network does differently in a step.
    ///
    /// - Parameter perturbed: whether it computes the perturbed side.
    public func variation(step: Int, of total: Int, perturbed: Bool) -> UNetVariation {
        var variation = UNetVariation.none
        if freeUSteps.contains(step, of: total) { variation.freeU = freeU }
        if perturbed, let perturbedAttention {
            variation.perturbation = perturbedAttention.perturbation
            variation.places = perturbedAttention.places
        }
        return variation
    }

    /// The web UI compares so, the step at the share itself included.
    private func skipsEarly(step: Int, of total: Int) -> Bool {
        skipEarly > 0 && Double(step) / Double(max(total, 1)) <= skipEarly
    }

    /// Whether any step of a pass needs the negative side.
    var isEverGuided: Bool {
        if case .mimic(let mimic) = dynamicThresholding, mimic.scaleSchedule.mode != .constant {
            return true
        }
        return isGuided(at: scale, step: 0, of: 1)
    }

    /// Whether a scale needs the negative side in a step: it does unless it is 1, to the billionth
    /// part as in the web UI.
    func isGuided(at scale: Double, step: Int, of total: Int) -> Bool {
        let scale = dynamicThresholding?.scale(scale, step: step, of: total) ?? scale
        return abs(scale - 1) > 1e-9 * max(abs(scale), 1)
    }
}

/// The denoised images that one step's guidance is made of.
public struct GuidanceSides: OptionSet, Sendable, Hashable {
    /// One bit per side.
    public let rawValue: Int

    /// The sides of these bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Steered by the prompt.
    public static let conditional = GuidanceSides(rawValue: 1)
    /// Steered by the negative prompt.
    public static let unconditional = GuidanceSides(rawValue: 2)
    /// Steered by the prompt, with the network's attention disturbed.
    public static let perturbed = GuidanceSides(rawValue: 4)
}

/// A part of a pass, as shares of its steps: from the first that begins at or after `start` up to the
/// last that begins before `end`.
public struct StepRange: Sendable, Hashable {
    /// Where it begins, 0 to 1.
    public var start: Double
    /// Where it ends, 0 to 1; 1 takes in whatever comes last.
    public var end: Double

    /// A part of a pass.
    public init(start: Double = 0, end: Double = 1) {
        self.start = start
        self.end = end
    }

    /// The whole pass.
    public static let all = StepRange()

    func contains(_ step: Int, of total: Int) -> Bool {
        let place = Double(step) / Double(max(total, 1))
        return place >= start && (place < end || end >= 1)
    }
}
