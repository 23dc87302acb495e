/// DPM-Solver-12 and -23 with adaptive steps: Lu et al. 2022 (a), appendix C, with the controller
/// of Crowson's k-diffusion. It walks from the highest level to the lowest above 0 and chooses its
/// own steps between; an image's error decides for the whole vector.
public struct DPMSolverAdaptive: Sampler {
    /// How the steps are chosen.
    public var control: AdaptiveControl
    /// How much of the posterior's noise is added: 0 is the plain ODE.
    public var eta: Double
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale: Double
    /// How noise comes into the images.
    public var process: NoiseProcess

    /// The sampler; without arguments it is the web UI's "DPM adaptive".
    public init(
        control: AdaptiveControl = AdaptiveControl(), eta: Double = 1, noiseScale: Double = 1,
        process: NoiseProcess = .diffusion
    ) {
        self.control = control
        self.eta = eta
        self.noiseScale = noiseScale
        self.process = process
    }

    /// Walks between the levels' ends.
    ///
    /// - Throws: `SamplerError.noProgress` where an error is not finite or the steps do not end.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        guard let high = sigmas.first, let low = sigmas.values.last(where: { $0 > 0 }), low < high
        else { return x }
        let solver = DPMSolverStep(denoise: denoise)
        var controller = StepController(control, isStochastic: eta > 0)
        var (x, previous, sigma) = (x, x, high)
        while (sigma / low).logarithm > 1e-5 {
            let next = max(sigma * (-controller.step).exponential, low)
            let step = process.ancestral(from: sigma, to: next, eta: eta)
                .clipped(at: low, next: next, process: process)
            let pair = try estimates(solver, x, sigma, step.down)
            let error = try pair.rough.error(
                against: pair.fine, previous: previous, tolerance: control.tolerance)
            guard error.isFinite, controller.tries < AdaptiveControl.mostTries else {
                throw SamplerError.noProgress(sigma: sigma)
            }
            guard controller.accepts(error) else { continue }
            (x, previous, sigma) = (pair.fine, pair.rough, next)
            if eta > 0 {
                x = x * step.scale + (try noise.draw()) * (step.up * noiseScale)
            }
        }
        return x
    }

    /// The step by two neighbouring orders that share their calls.
    private func estimates<X: Vector>(
        _ solver: DPMSolverStep<X>, _ x: X, _ sigma: Double, _ next: Double
    ) throws -> (rough: X, fine: X) {
        let start = try solver.slope(x, sigma)
        let share = control.order == 2 ? 1 / 2.0 : 1 / 3.0
        let slopes = (start, try solver.slope(x, start, at: share, sigma, next))
        let second = solver.second(x, slopes, (sigma, next), r: share)
        return control.order == 2
            ? (solver.first(x, start, sigma, next), second)
            : (second, try solver.third(x, slopes, sigma, next))
    }
}

/// How an adaptive sampler chooses its steps: the tolerance and a controller of proportion, integral
/// and difference.
public struct AdaptiveControl: Sendable, Hashable {
    /// The order of the better estimate, 2 or 3.
    public var order = 3
    /// `atol` and `rtol`.
    public var tolerance = Tolerance()
    /// `h_init`: the first step in the logarithm of σ.
    public var firstStep = 0.05
    /// `pcoeff`.
    public var proportion = 0.0
    /// `icoeff`.
    public var integral = 1.0
    /// `dcoeff`.
    public var difference = 0.0
    /// `accept_safety`: a step is taken if the next may be this much of it at least.
    public var safety = 0.81

    /// How many steps are tried before the walk is given up.
    static let mostTries = 2000

    /// The web UI's.
    public init() {}
}

/// The controller's state: the step and the last three errors.
struct StepController {
    private(set) var step: Double
    private(set) var tries = 0
    private var inverses: [Double] = []
    private let weights: [Double]
    private let safety: Double

    init(_ control: AdaptiveControl, isStochastic: Bool) {
        let order = isStochastic ? 1.5 : control.order == 2 ? 2 : 3
        let (p, i, d) = (control.proportion, control.integral, control.difference)
        weights = [(p + i + d) / order, -(p + 2 * d) / order, d / order]
        step = abs(control.firstStep)
        safety = control.safety
    }

    /// Whether a step of this error is good enough; the next step's length follows from it.
    mutating func accepts(_ error: Double) -> Bool {
        tries += 1
        let inverse = 1 / (error + 1e-8)
        inverses = [inverse] + (inverses.isEmpty ? [inverse, inverse] : inverses.dropFirst())
        let product = zip(inverses, weights).reduce(1) { $0 * $1.0.raised(to: $1.1) }
        let factor = 1 + (product - 1).arcTangent
        let isAccepted = factor >= safety
        if isAccepted { inverses = [inverse, inverse, inverses[1]] }
        step *= factor
        return isAccepted
    }
}
