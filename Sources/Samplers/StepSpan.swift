/// Which part of a schedule a pass walks.
public enum StepSpan: Sendable, Hashable {
    /// A first pass: a schedule from its beginning to its end.
    case whole(_ steps: Int)
    /// A second pass or img2img: the last `steps` steps of a schedule of `scheduleSteps`.
    case tail(_ steps: Int, of: Int)

    /// The part that a second pass walks.
    public init(_ steps: HiresSteps) { self = .tail(steps.steps, of: steps.scheduleSteps) }

    /// The part that img2img walks.
    public init(_ steps: ImageToImageSteps) { self = .tail(steps.steps, of: steps.scheduleSteps) }

    /// Steps of the schedule, at least 0.
    var scheduleSteps: Int {
        switch self {
        case .whole(let steps): min(max(steps, 0), .max - 1)
        case .tail(let steps, let whole): steps > 0 ? min(max(whole, steps), .max - 1) : 0
        }
    }

    /// Steps that are walked, at least 0.
    var steps: Int {
        switch self {
        case .whole(let steps), .tail(let steps, of: _): max(steps, 0)
        }
    }

    var isWhole: Bool { if case .whole = self { true } else { false } }
}
