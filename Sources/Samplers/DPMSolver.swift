/// The single steps of DPM-Solver in the logarithm of σ: Lu et al. 2022 (a), algorithms 1 and 2, in
/// the frame of Karras et al. 2022, where `t = −ln σ`.
struct DPMSolverStep<X: Vector> {
    let denoise: Denoise<X>

    /// The slope at a level.
    func slope(_ x: X, _ sigma: Double) throws -> X {
        x.slope(to: try denoise(x, sigma), at: sigma)
    }

    /// The step of first order: Euler's.
    func first(_ x: X, _ slope: X, _ sigma: Double, _ next: Double) -> X {
        x + slope * (next - sigma)
    }

    /// The step of second order.
    ///
    /// - Parameter slopes: the slope at σ, and one at `r` of the step.
    func second(
        _ x: X, _ slopes: (start: X, within: X), _ ends: (Double, Double), r: Double
    ) -> X {
        let change = ends.1 - ends.0
        return x + slopes.start * change + (slopes.within - slopes.start) * (change / (2 * r))
    }

    /// The slope at a share of the step.
    func slope(_ x: X, _ slope: X, at share: Double, _ sigma: Double, _ next: Double) throws -> X {
        let level = sigma * (next / sigma).raised(to: share)
        return try self.slope(first(x, slope, sigma, level), level)
    }

    /// The step of third order, with slopes at the thirds.
    func third(_ x: X, _ slopes: (start: X, within: X), _ sigma: Double, _ next: Double) throws -> X
    {
        let h = (sigma / next).logarithm
        let level = sigma * (-h * 2 / 3).exponential
        let bent = 2 * level * Self.second(h * 2 / 3)
        let point = first(x, slopes.start, sigma, level) - (slopes.within - slopes.start) * bent
        let late = try slope(point, level)
        return first(x, slopes.start, sigma, next)
            - (late - slopes.start) * (1.5 * next * Self.second(h))
    }

    /// `(e^h − 1)/h − 1`.
    private static func second(_ h: Double) -> Double { h.exponentialMinusOne / h - 1 }
}

/// DPM-Solver-fast: a given number of calls shared among steps of third order and a shorter last
/// one (Lu et al. 2022 (a), appendix), even in the logarithm between the highest level and the
/// lowest above 0.
public struct DPMSolverFast: Sampler {
    /// How much of the posterior's noise is added: 0 is the plain ODE.
    public var eta: Double
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the web UI's "DPM fast".
    public init(eta: Double = 1, noiseScale: Double = 1, process: NoiseProcess = .diffusion) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks between the levels' ends with as many calls as there are steps.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        guard let high = sigmas.first, let low = sigmas.values.last(where: { $0 > 0 }), low < high
        else { return x }
        let orders = Self.orders(calls: sigmas.stepCount)
        let solver = DPMSolverStep(denoise: denoise)
        var x = x
        for (index, order) in orders.enumerated() {
            let sigma = high * (low / high).raised(to: Double(index) / Double(orders.count))
            let next = high * (low / high).raised(to: Double(index + 1) / Double(orders.count))
            let step = process.ancestral(from: sigma, to: next, eta: eta)
                .clipped(at: low, next: next, process: process)
            x = try solver.step(x, from: sigma, to: step.down, order: order)
            if eta > 0 {
                x = x * step.scale + (try noise.draw()) * (step.up * noiseScale)
            }
        }
        return x
    }

    /// The orders of the steps, which are also their calls.
    static func orders(calls: Int) -> [Int] {
        let whole = Array(repeating: 3, count: calls / 3)
        let rest = calls % 3
        return rest > 0 || whole.isEmpty
            ? whole + [rest].filter { $0 > 0 } : whole.dropLast() + [2, 1]
    }
}

extension DPMSolverStep {
    /// The step of an order from 1 to 3, with as many calls.
    func step(_ x: X, from sigma: Double, to next: Double, order: Int) throws -> X {
        let start = try slope(x, sigma)
        guard order > 1 else { return first(x, start, sigma, next) }
        let share = order == 2 ? 1 / 2.0 : 1 / 3.0
        let within = try slope(x, start, at: share, sigma, next)
        return order == 2
            ? second(x, (start, within), (sigma, next), r: share)
            : try third(x, (start, within), sigma, next)
    }
}

extension AncestralStep {
    /// The step that goes down to `low` at most.
    func clipped(at low: Double, next: Double, process: NoiseProcess) -> AncestralStep {
        guard down < low else { return self }
        let (scale, added) = process.rise(from: low, to: next)
        return AncestralStep(down: low, scale: scale, up: added)
    }
}
