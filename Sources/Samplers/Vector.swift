/// What a sampler integrates: sums, differences and multiples are nearly all it needs to know.
public protocol Vector {
    /// The sum, element by element.
    static func + (a: Self, b: Self) -> Self
    /// The difference, element by element.
    static func - (a: Self, b: Self) -> Self
    /// Every element times a number.
    static func * (a: Self, scale: Double) -> Self

    /// How far the vector is from a better estimate, in units of what is tolerated: the root of
    /// the mean, over all elements, of `((self − better) / max(absolute, relative·max(|self|,
    /// |previous|)))²`.
    ///
    /// Asked for by the adaptive sampler only.
    func error(against better: Self, previous: Self, tolerance: Tolerance) throws -> Double
}

/// How much error a step may have.
public struct Tolerance: Sendable, Hashable {
    /// In units of the elements.
    public var absolute: Double
    /// In units of the element's own size.
    public var relative: Double

    /// A tolerance; without arguments the web UI's.
    public init(absolute: Double = 0.0078, relative: Double = 0.05) {
        self.absolute = absolute
        self.relative = relative
    }

    /// What is tolerated of one element, and how much the difference is in units of that.
    func share(of difference: Double, _ low: Double, _ previous: Double) -> Double {
        difference / max(absolute, relative * max(abs(low), abs(previous)))
    }

    /// The error of estimates given element by element.
    ///
    /// - Parameters:
    ///   - low: the estimate that is judged.
    ///   - high: the better one.
    ///   - previous: the one of the step before.
    public func error(_ low: [Double], against high: [Double], previous: [Double]) -> Double {
        guard !low.isEmpty else { return 0 }
        let squares = zip(zip(low, high), previous).map { pair, previous in
            let share = share(of: pair.0 - pair.1, pair.0, previous)
            return share * share
        }
        return (squares.reduce(0, +) / Double(low.count)).squareRoot()
    }
}

extension Double: Vector {
    /// The error of a single number.
    public func error(
        against better: Double, previous: Double, tolerance: Tolerance
    ) -> Double {
        tolerance.error([self], against: [better], previous: [previous])
    }
}
