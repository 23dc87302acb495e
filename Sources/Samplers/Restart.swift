/// Heun's method that goes back up on fresh noise and down again: Xu et al. 2023, "Restart Sampling
/// for Improving Generative Processes", algorithm 1.
public struct Restart: Sampler {
    /// A stretch that is walked again, by levels of noise to signal.
    public struct Segment: Sendable, Hashable {
        /// Where the walk turns: the level nearest to it.
        public var low: Double
        /// Where it goes back up to: the level nearest to it.
        public var high: Double
        /// Steps down again, even in the seventh root of σ; no more than a thousand.
        public var steps: Int
        /// How many times; no more than a thousand.
        public var times: Int

        static let most = 1000

        /// A stretch.
        public init(low: Double, high: Double, steps: Int, times: Int) {
            (self.low, self.high, self.steps, self.times) = (low, high, steps, times)
        }
    }

    /// The stretches; `nil` lets the number of steps decide, as the web UI does.
    public var segments: [Segment]?
    /// The standard deviation of the noise on the way up.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the web UI's.
    public init(
        segments: [Segment]? = nil, noiseScale: Double = 1, process: NoiseProcess = .diffusion
    ) {
        self.segments = segments
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks from the first level to the last, with two calls a step.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        var x = x
        var last = sigmas.first ?? 0
        for (sigma, next) in steps(along: sigmas) {
            if sigma > last {
                let (scale, added) = process.rise(from: last, to: sigma)
                x = x * scale + (try noise.draw()) * (added * noiseScale)
            }
            x = try Heun.step(x, from: sigma, to: next, denoise: denoise)
            last = next
        }
        return x
    }

    /// The steps in order, those of the stretches where they belong.
    ///
    /// From 20 steps on, where no stretches are given, some of them walk from 2 to 0.1 again, and
    /// the rest goes by `Sigmas.karras` whatever the schedule.
    func steps(along sigmas: Sigmas) -> [(sigma: Double, next: Double)] {
        var (levels, segments) = (sigmas.values, segments ?? [])
        let count = sigmas.stepCount
        if self.segments == nil, count >= 20 {
            let again = count >= 36 ? (steps: count / 4, times: 2) : (steps: 9, times: 1)
            segments = [Segment(low: 0.1, high: 2, steps: again.steps, times: again.times)]
            levels =
                Self.karras(
                    from: levels[0], to: levels[count - 1], count: count - again.steps * again.times
                ) + [0]
        }
        var turns: [Int: Segment] = [:]
        for segment in segments { turns[nearest(to: segment.low, in: levels)] = segment }
        var steps: [(sigma: Double, next: Double)] = []
        for (index, pair) in zip(levels, levels.dropFirst()).enumerated() {
            steps.append(pair)
            guard let turn = turns[index + 1] else { continue }
            let high = levels[nearest(to: turn.high, in: levels)]
            guard high > pair.1, pair.1 > 0 else { continue }
            let count = min(max(turn.steps, 0), Segment.most) + 1
            let again = Self.karras(from: high, to: pair.1, count: count)
            for _ in 0..<min(max(turn.times, 0), Segment.most) { steps += Sigmas(again).steps }
        }
        return steps.filter { $0.sigma != $0.next }
    }

    private func nearest(to ratio: Double, in levels: [Double]) -> Int {
        let wanted = process.level(ratio: ratio)
        return levels.indices.min { abs(levels[$0] - wanted) < abs(levels[$1] - wanted) } ?? 0
    }

    /// Evenly spaced seventh roots: Karras et al. 2022, equation 5.
    static func karras(from high: Double, to low: Double, count: Int) -> [Double] {
        let (first, last) = (high.raised(to: 1 / 7), low.raised(to: 1 / 7))
        guard count > 1 else { return count == 1 ? [high] : [] }
        return (0..<count).map {
            (first + (last - first) * Double($0) / Double(count - 1)).raised(to: 7)
        }
    }
}
