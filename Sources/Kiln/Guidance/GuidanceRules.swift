import Models

extension Guidance {
    /// What an option of guidance may be.
    public enum Ranges {
        /// `scale`, and the scales and minima of thresholding.
        public static let scale = 0.0...100.0
        /// `minimumSigma`.
        public static let minimumSigma = 0.0...10_000.0
        /// Shares: `skipEarly`, `rescale`, `interpolation`, starts and ends.
        public static let share = 0.0...1.0
        /// Percentiles of thresholding, as shares.
        public static let percentile = 0.5...1.0
        /// Bound of Imagen's thresholding.
        public static let bound = 0.1...100.0
        /// `ScaleSchedule.value`.
        public static let scheduleValue = 0.0...40.0
        /// `ProjectedGuidance.parallel`.
        public static let parallel = -10.0...10.0
        /// `ProjectedGuidance.threshold`.
        public static let threshold = 0.0...1000.0
        /// `ProjectedGuidance.momentum`: at 1 and beyond the differences would add up without end.
        public static let momentum = -0.99...0.99
        /// `PerturbedAttention.scale`.
        public static let perturbation = 0.0...100.0
        /// σ of blurred queries, finite or not.
        public static let blur = 0.0...Double.infinity
        /// The factors of FreeU.
        public static let freeU = 0.0...10.0
    }

    /// What is wrong with the options, by their names on the command line, in the order of the
    /// properties; none if it can run.
    public func problems() -> [(option: String, value: String, rule: String)] {
        var rules = OptionRules()
        rules.require("--cfg-scale", scale, in: Ranges.scale)
        rules.require("--s-min-uncond", minimumSigma, in: Ranges.minimumSigma)
        rules.require("--skip-early-cond", skipEarly, in: Ranges.share)
        rules.require("--cfg-rescale", rescale, in: Ranges.share)
        dynamicThresholding?.check(&rules)
        projection?.check(&rules)
        if case .mimic = dynamicThresholding, projection != nil {
            rules.refuse(
                "--apg", "given with --dynthres-mimic-scale",
                "each takes the place of plain guidance; give one of them")
        }
        perturbedAttention?.check(&rules)
        freeU?.check(&rules)
        rules.require("--freeu-start", "--freeu-end", freeUSteps)
        return rules.problems
    }
}

/// Options that are not what they may be, as they are found.
struct OptionRules {
    private(set) var problems: [(option: String, value: String, rule: String)] = []

    mutating func require(_ option: String, _ value: Double, in range: ClosedRange<Double>) {
        guard !range.contains(value) else { return }
        refuse(
            option, "\(value)", "it may be from \(range.lowerBound) to \(range.upperBound)")
    }

    mutating func require(_ start: String, _ end: String, _ steps: StepRange) {
        require(start, steps.start, in: Guidance.Ranges.share)
        require(end, steps.end, in: Guidance.Ranges.share)
        if steps.end < steps.start {
            refuse(end, "\(steps.end)", "it may not be before \(start), \(steps.start)")
        }
    }

    mutating func refuse(_ option: String, _ value: String, _ rule: String) {
        problems.append((option, value, rule))
    }
}

extension DynamicThresholding {
    fileprivate func check(_ rules: inout OptionRules) {
        switch self {
        case .mimic(let mimic):
            rules.require("--dynthres-mimic-scale", mimic.mimicScale, in: Guidance.Ranges.scale)
            rules.require(
                "--dynthres-percentile", mimic.percentile, in: Guidance.Ranges.percentile)
            rules.require("--dynthres-phi", mimic.interpolation, in: Guidance.Ranges.share)
            mimic.mimicSchedule.check("--dynthres-mimic-min", &rules)
            mimic.scaleSchedule.check("--dynthres-cfg-min", &rules)
        case .imagen(let percentile, let bound):
            rules.require("--imagen-percentile", percentile, in: Guidance.Ranges.percentile)
            rules.require("--imagen-bound", bound, in: Guidance.Ranges.bound)
        }
    }
}

extension ScaleSchedule {
    fileprivate func check(_ option: String, _ rules: inout OptionRules) {
        rules.require(option, minimum, in: Guidance.Ranges.scale)
        rules.require("--dynthres-sched-val", value, in: Guidance.Ranges.scheduleValue)
    }
}

extension ProjectedGuidance {
    fileprivate func check(_ rules: inout OptionRules) {
        rules.require("--apg-eta", parallel, in: Guidance.Ranges.parallel)
        rules.require("--apg-norm", threshold, in: Guidance.Ranges.threshold)
        rules.require("--apg-momentum", momentum, in: Guidance.Ranges.momentum)
    }
}

extension PerturbedAttention {
    fileprivate func check(_ rules: inout OptionRules) {
        rules.require("--pag-scale", scale, in: Guidance.Ranges.perturbation)
        if case .blurredQueries(let sigma) = perturbation {
            rules.require("--pag-blur", sigma, in: Guidance.Ranges.blur)
        }
        if places.isEmpty {
            rules.refuse("--pag-blocks", "empty", "name at least one block, such as middle")
        }
        rules.require("--pag-start", "--pag-end", steps)
    }
}

extension FreeU {
    fileprivate func check(_ rules: inout OptionRules) {
        for (option, value) in [("b1", b1), ("b2", b2), ("s1", s1), ("s2", s2)] {
            rules.require("--freeu-\(option)", value, in: Guidance.Ranges.freeU)
        }
    }
}
