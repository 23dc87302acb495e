/// The noise levels that a sampler walks down: standard deviations that never rise, mostly ending
/// at 0.
public struct Sigmas: Sendable, Equatable {
    /// The levels; `n` steps have `n + 1` of them.
    public let values: [Double]

    /// A walk along these levels.
    public init(_ values: [Double]) { self.values = values }

    /// The level at which the walk begins.
    public var first: Double? { values.first }

    /// The steps in order: each from a level to the next one. A level that repeats, as in schedules
    /// longer than the model's table, is no step.
    public var steps: [(sigma: Double, next: Double)] {
        zip(values, values.dropFirst()).filter { $0 != $1 }.map { ($0, $1) }
    }

    /// How many steps the walk has.
    public var stepCount: Int { max(values.count - 1, 0) }

    /// The last steps of the walk: what a second pass runs of a longer schedule.
    ///
    /// - Parameter steps: how many; no more are returned than there are, and fewer than one are none.
    public func tail(steps: Int) -> Sigmas {
        guard steps > 0 else { return Sigmas([]) }
        return steps < stepCount ? Sigmas(Array(values.suffix(steps + 1))) : self
    }

    /// The walk without its first steps: what a second pass runs of a longer schedule.
    ///
    /// Like the web UI it counts from the beginning, which matters where a schedule has more levels
    /// than were asked for.
    public func dropping(steps: Int) -> Sigmas {
        Sigmas(Array(values.dropFirst(max(steps, 0))))
    }

    /// The walk without its last level but one: of a schedule of one step more it is the web UI's
    /// "discard penultimate sigma".
    public var droppingPenultimate: Sigmas {
        values.count < 2 ? self : Sigmas(values.dropLast(2) + values.suffix(1))
    }

    /// From the lowest level above 0 to the highest: what Brownian noise is drawn over.
    public var positiveRange: ClosedRange<Double>? {
        guard let low = values.filter({ $0 > 0 }).min(), let high = values.max() else { return nil }
        return low...high
    }
}
