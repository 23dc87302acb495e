/// The noise levels that a sampler walks down: standard deviations that never rise, mostly ending
/// at 0.
public struct Sigmas: Sendable, Equatable {
    /// The levels; `n` steps have `n + 1` of them.
    public let values: [Double]

    /// A walk along these levels.
    public init(_ values: [Double]) { self.values = values }

    /// The level at which the walk begins.
    public var first: Double? { values.first }

    /// The steps in order: each from a level to the next one.
    public var steps: Zip2Sequence<[Double], ArraySlice<Double>> { zip(values, values.dropFirst()) }

    /// How many steps the walk has.
    public var stepCount: Int { max(values.count - 1, 0) }

    /// The last steps of the walk: what a second pass runs of a longer schedule.
    ///
    /// - Parameter steps: how many; no more are returned than there are, and fewer than one are none.
    public func tail(steps: Int) -> Sigmas {
        guard steps > 0 else { return Sigmas([]) }
        return steps < stepCount ? Sigmas(Array(values.suffix(steps + 1))) : self
    }
}
