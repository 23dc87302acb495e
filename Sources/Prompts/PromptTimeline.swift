/// The steps of a pass, as prompt editing counts them.
///
/// A sampler that calls the denoiser twice a step has twice as many. In the first pass `[a:b:0.5]`
/// switches at half of the steps and `[a:b:8]` at step 8. The hires pass goes on counting: its
/// fractions are those between 1 and 2, and its steps follow the first pass's.
public struct PromptTimeline: Sendable, Hashable {
    /// The most steps that are told apart.
    public static let mostSteps = 10_000

    /// The number of steps in which a schedule ends, 1…``mostSteps``.
    public let steps: Int
    private let stepsBefore: Int
    private let fractionBefore: Double
    private let isOld: Bool

    /// The first pass, or the only one.
    ///
    /// - Parameter usesOldScheduling: The web UI's option "old prompt editing timelines": a number
    ///   below 1 is a fraction, any other a step.
    public static func firstPass(steps: Int, usesOldScheduling: Bool = false) -> Self {
        Self(steps: steps, stepsBefore: 0, fractionBefore: 0, isOld: usesOldScheduling)
    }

    /// A pass of `steps` after a first one.
    ///
    /// - Parameter usesOldScheduling: With the old timelines it has the first pass's schedule.
    public static func hiresPass(
        steps: Int, after firstSteps: Int, usesOldScheduling: Bool = false
    ) -> Self {
        guard !usesOldScheduling else {
            return firstPass(steps: firstSteps, usesOldScheduling: true)
        }
        return Self(
            steps: steps, stepsBefore: clamped(firstSteps), fractionBefore: 1, isOld: false)
    }

    private init(steps: Int, stepsBefore: Int, fractionBefore: Double, isOld: Bool) {
        self.steps = Self.clamped(steps)
        self.stepsBefore = stepsBefore
        self.fractionBefore = fractionBefore
        self.isOld = isOld
    }

    private static func clamped(_ steps: Int) -> Int { min(max(steps, 1), mostSteps) }

    /// The last step before a switch, counted from 1: less than 1 if the switch comes before all.
    func lastStep(before moment: EditingMoment) -> Int {
        let value = moment.value
        let step: Double
        if isOld {
            step = value < 1 ? value * Double(steps) : value
        } else if moment.isFraction {
            step = (value - fractionBefore) * Double(steps)
        } else {
            step = value - Double(stepsBefore)
        }
        return step < 1 ? 0 : Int(min(step, Double(steps)))
    }
}

/// The number at the end of `[from:to:when]`.
struct EditingMoment: Equatable, Sendable {
    let value: Double
    /// Whether it is written with a point.
    let isFraction: Bool

    /// `nil` where other things than a number of ASCII digits, with a sign and an exponent perhaps,
    /// stand between white space.
    init?(_ text: ArraySlice<Unicode.Scalar>) {
        let spelling = text.drop(while: isSpace).trimmedAtEnd
        // In this order each takes no longer than the number is.
        guard let value = number(spelling), spelling.allSatisfy(\.isASCII) else { return nil }
        self.value = value
        isFraction = spelling.contains(".")
    }
}
