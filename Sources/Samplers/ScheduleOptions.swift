/// What may be set of a schedule beside its number of steps: the web UI's "Schedule min sigma",
/// "Schedule max sigma", "Schedule rho", "Beta schedule alpha" and "beta", and what its model is.
///
/// Where a field does not concern a schedule it is not looked at.
public struct ScheduleOptions: Sendable, Hashable {
    /// The families that have a table of their own in schedules that are tables.
    public enum Family: Sendable, Hashable {
        /// Stable Diffusion 1.x, and whatever has no table.
        case sd
        /// Stable Diffusion XL.
        case sdxl
    }

    /// The lowest level before the final 0; `nil` is the model's. Counts as at least 10⁻⁶.
    public var sigmaMin: Double?
    /// The highest level; `nil` is the model's. Counts as at most 10⁶, for a flow as at most 1.
    public var sigmaMax: Double?
    /// The exponent of Karras and Polyexponential; `nil` is 7 and 1. Counts as 0.2...100.
    public var rho: Double?
    /// The first shape of Beta's distribution. Counts as 0.01...100.
    public var betaAlpha = 0.6
    /// The second shape of Beta's distribution. Counts as 0.01...100.
    public var betaBeta = 0.6
    /// Which table Align Your Steps takes.
    public var family = Family.sd
    /// Whether the levels go from 0.1 to 10 where neither end is set, as in the first web UIs.
    public var usesOldKarrasSigmas = false

    /// The web UI's defaults.
    public init() {}
}

/// A schedule's task: how many steps, over what.
struct ScheduleTask {
    /// At least one.
    let steps: Int
    /// Not empty.
    let table: NoiseTable
    let options: ScheduleOptions

    /// The levels' ends, the lower one first and never 0.
    var range: ClosedRange<Double> {
        let old = options.usesOldKarrasSigmas ? 0.1...10 : nil
        let top = table.process == .flow ? table.max : 1e6
        let ends = [
            Self.bounded(options.sigmaMin ?? old?.lowerBound, 1e-6...top) ?? table.min,
            Self.bounded(options.sigmaMax ?? old?.upperBound, 1e-6...top) ?? table.max,
        ]
        return min(ends[0], ends[1])...max(ends[0], ends[1])
    }

    var low: Float { Float(range.lowerBound) }
    var high: Float { Float(range.upperBound) }

    func rho(default value: Double) -> Double { Self.bounded(options.rho, 0.2...100) ?? value }

    /// The shapes of Beta's distribution.
    var shapes: (alpha: Double, beta: Double) {
        let range = 0.01...100.0
        return (
            Self.bounded(options.betaAlpha, range) ?? 0.6,
            Self.bounded(options.betaBeta, range) ?? 0.6
        )
    }

    /// A number moved into a range; `nil` where there is none.
    private static func bounded(_ value: Double?, _ range: ClosedRange<Double>) -> Double? {
        guard let value, !value.isNaN else { return nil }
        return min(max(value, range.lowerBound), range.upperBound)
    }
}
