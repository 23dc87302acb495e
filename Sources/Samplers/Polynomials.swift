/// Weights of multistep methods: integrals of Lagrange's polynomials.
enum Lagrange {
    /// The value at `point` of the polynomial that is 1 at a node and 0 at the others.
    static func basis(_ index: Int, of nodes: [Double], at point: Double) -> Double {
        nodes.indices.reduce(1) { product, other in
            other == index
                ? product : product * (point - nodes[other]) / (nodes[index] - nodes[other])
        }
    }

    /// The integral from `start` to `end` of each node's polynomial, of at most four nodes: Gauss's
    /// rule of two points is exact for cubics.
    static func integrals(of nodes: [Double], from start: Double, to end: Double) -> [Double] {
        nodes.indices.map { index in
            Quadrature.integral(from: start, to: end) { basis(index, of: nodes, at: $0) }
        }
    }
}

/// Integrals by Gauss's rule of two points in each of several equal parts.
enum Quadrature {
    static func integral(
        from start: Double, to end: Double, parts: Int = 1, of function: (Double) -> Double
    ) -> Double {
        let half = (end - start) / Double(2 * parts)
        let offset = half / 3.0.squareRoot()
        return (0..<parts).reduce(0) { sum, part in
            let middle = start + half * Double(2 * part + 1)
            return sum + half * (function(middle - offset) + function(middle + offset))
        }
    }
}

/// Weights of the newest slope and the ones before it in the methods of Adams and Bashforth with
/// equal steps, by order: what the "pseudo" methods of Liu et al. 2022 (b), equation 12, keep for
/// steps that are not equal.
enum AdamsBashforth {
    static let weights: [[Double]] = [
        [1],
        [3, -1].map { $0 / 2 },
        [23, -16, 5].map { $0 / 12 },
        [55, -59, 37, -9].map { $0 / 24 },
    ]
}

/// The newest values of a walk, newest first.
struct History<Value> {
    private(set) var values: [Value] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var count: Int { values.count }

    mutating func add(_ value: Value) { values = [value] + values.prefix(limit - 1) }
}

extension Vector {
    /// The vector plus the others times their weights.
    func adding(_ others: [Self], times weights: [Double]) -> Self {
        zip(others, weights).reduce(self) { $0 + $1.0 * $1.1 }
    }
}
