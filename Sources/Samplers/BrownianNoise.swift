/// Noise that is the same path however it is walked: increments of a Brownian motion over σ, one for
/// each image (Li et al. 2020).
///
/// It is torchsde's Brownian tree as the web UI's SDE samplers use it. The range is halved until a
/// part ends where a query does, to six decimals; each part's increment is drawn from its whole's
/// by the Brownian bridge, with a seed of its own that depends on its place alone.
public struct BrownianNoise: Sendable {
    private let seed: UInt64
    private let source: NoiseSource
    private let count: Int
    private let root: Part
    private let whole: [Float]
    /// Increments of left halves that the last query passed: the next one goes down many of the
    /// same parts.
    private var passed: [Place: [Float]] = [:]

    /// A motion over a range of noise levels.
    ///
    /// - Parameters:
    ///   - seed: the image's seed.
    ///   - range: the range of the whole schedule, `Sigmas.positiveRange`, also where its tail is run.
    ///   - count: how many values an image has.
    ///   - source: where normal values come from.
    public init(
        seed: UInt64, over range: ClosedRange<Double>, count: Int, source: NoiseSource
    ) {
        self.seed = seed
        self.source = source
        self.count = count
        let (low, high) = (range.lowerBound, range.upperBound)
        root = Part(place: Place(path: 0, depth: 0), start: low.micro, end: high.micro)
        let seeds = SeedSequence(entropy: seed, poolSize: Self.poolSize).seeds(3)
        whole = Self.scaled(
            source, seed: seeds[0], count: count, by: Float((high - low).squareRoot()))
    }

    /// The noise of a step, of unit variance: `(W(b) − W(a)) / √|b − a|`. Levels count as float32;
    /// beyond the range they are its ends. An empty step has none, all zero.
    ///
    /// A level that is another in its sixth decimal has another noise, by about a thousandth.
    public mutating func between(_ a: Double, _ b: Double) -> [Float] {
        let (a, b) = (Double(Float(a)), Double(Float(b)))
        var sum = [Float](repeating: 0, count: max(count, 0))
        let start = max(min(a, b), root.start).micro
        let end = min(max(a, b), root.end).micro
        guard start < end else { return sum }
        var walk = Walk(start: start, end: end, known: passed)
        add(root, whole, to: &sum, &walk)
        passed = walk.passed
        let deviation = abs(Float(b) - Float(a)).squareRoot() * (a < b ? 1 : -1)
        for index in sum.indices { sum[index] /= deviation }
        return sum
    }

    // MARK: - The tree

    /// Where a part is: the turns that lead to it from the root, right being 1.
    private struct Place: Hashable {
        let path: UInt64
        let depth: UInt64

        var left: Place { Place(path: path << 1, depth: depth + 1) }
        var right: Place { Place(path: path << 1 | 1, depth: depth + 1) }
    }

    /// A part of the range.
    private struct Part {
        let place: Place
        let start: Double
        let end: Double
    }

    /// A query on its way through the tree.
    private struct Walk {
        let start: Double
        let end: Double
        let known: [Place: [Float]]
        var passed: [Place: [Float]] = [:]
    }

    private static let poolSize = 24
    /// Parts are no wider than a micro long before; of ranges too wide for that it is the end.
    private static let maximumDepth: UInt64 = 60

    /// Adds the increments of those parts of a part that lie in the query, from the left.
    private func add(_ part: Part, _ increment: [Float], to sum: inout [Float], _ walk: inout Walk)
    {
        let inside = walk.start <= part.start && part.end <= walk.end
        if inside || part.place.depth == Self.maximumDepth {
            for index in sum.indices { sum[index] += increment[index] }
            return
        }
        let middle = (0.5 * (part.end + part.start)).micro
        let left = leftHalf(part, increment, at: middle, &walk)
        if walk.start < middle {
            let half = Part(place: part.place.left, start: part.start, end: middle)
            add(half, left, to: &sum, &walk)
        }
        if walk.end > middle {
            let half = Part(place: part.place.right, start: middle, end: part.end)
            let right = zip(increment, left).map { $0 - $1 }
            add(half, right, to: &sum, &walk)
        }
    }

    /// The Brownian bridge: the left half's increment, given the whole's.
    private func leftHalf(
        _ part: Part, _ increment: [Float], at middle: Double, _ walk: inout Walk
    ) -> [Float] {
        if let known = walk.known[part.place] {
            walk.passed[part.place] = known
            return known
        }
        let (left, right) = (middle - part.start, part.end - middle)
        let reciprocal = 1 / (part.end - part.start)
        let seeds = SeedSequence(
            entropy: seed, key: [part.place.path, part.place.depth], poolSize: Self.poolSize
        ).seeds(1)
        var half = Self.scaled(
            source, seed: seeds[0], count: count,
            by: Float((left * right * reciprocal).squareRoot()))
        let (length, share) = (Float(left), Float(reciprocal))
        for index in half.indices { half[index] += length * increment[index] * share }
        walk.passed[part.place] = half
        return half
    }

    private static func scaled(
        _ source: NoiseSource, seed: UInt32, count: Int, by scale: Float
    ) -> [Float] {
        var generator = source.generator(seed: UInt64(seed))
        var values = generator.normal(count: count)
        for index in values.indices { values[index] *= scale }
        return values
    }
}

extension Double {
    /// The number to six decimals, rounded as its exact decimal expansion says, the even one of two
    /// equally near.
    var micro: Double {
        let product = self * 1e6
        var rounded = product.rounded(.toNearestOrEven)
        let excess = (-product).addingProduct(self, 1e6)
        if abs(product - product.rounded(.towardZero)) == 0.5, excess != 0 {
            rounded = excess > 0 ? product.rounded(.up) : product.rounded(.down)
        }
        return rounded / 1e6
    }
}
