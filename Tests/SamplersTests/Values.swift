import Samplers

/// Independent numbers as one vector.
struct Values: Vector, Equatable {
    var list: [Double]

    init(_ list: [Double]) { self.list = list }

    init(repeating value: Double, count: Int) { list = Array(repeating: value, count: count) }

    static func + (a: Values, b: Values) -> Values { combined(a, b, factor: 1) }
    static func - (a: Values, b: Values) -> Values { combined(a, b, factor: -1) }

    static func * (a: Values, scale: Double) -> Values {
        Values(
            a.list.withUnsafeBufferPointer { values in
                [Double](unsafeUninitializedCapacity: values.count) { result, count in
                    count = values.count
                    var index = 0
                    while index < count {
                        result[index] = values[index] * scale
                        index += 1
                    }
                }
            })
    }

    /// A plain loop, which is fast without optimisation too.
    private static func combined(_ a: Values, _ b: Values, factor: Double) -> Values {
        Values(
            a.list.withUnsafeBufferPointer { left in
                b.list.withUnsafeBufferPointer { right in
                    [Double](unsafeUninitializedCapacity: left.count) { result, count in
                        count = min(left.count, right.count)
                        var index = 0
                        while index < count {
                            result[index] = left[index] + factor * right[index]
                            index += 1
                        }
                    }
                }
            })
    }

    func error(against better: Values, previous: Values, tolerance: Tolerance) -> Double {
        tolerance.error(list, against: better.list, previous: previous.list)
    }

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
