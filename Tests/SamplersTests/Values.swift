import Samplers

/// Independent numbers as one vector.
struct Values: Vector, Equatable {
    var list: [Double]

    init(_ list: [Double]) { self.list = list }

    static func + (a: Values, b: Values) -> Values { Values(zip(a.list, b.list).map { $0 + $1 }) }
    static func - (a: Values, b: Values) -> Values { Values(zip(a.list, b.list).map { $0 - $1 }) }
    static func * (a: Values, scale: Double) -> Values { Values(a.list.map { $0 * scale }) }

    var mean: Double { list.reduce(0, +) / Double(list.count) }

    var variance: Double {
        let mean = mean
        return list.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(list.count)
    }

    /// The largest difference, in units of the other's largest value.
    func distance(to other: Values) -> Double {
        let largest = other.list.map(abs).max() ?? 0
        let differences = zip(list, other.list).map { abs($0 - $1) }
        guard list.count == other.list.count, differences.allSatisfy(\.isFinite) else {
            return .infinity
        }
        return (differences.max() ?? 0) / largest
    }
}
