/// The unified predictor and corrector for denoised images: Zhao et al. 2023, algorithms 1 and 2.
/// Returns the variance-preserving image at its last level.
public struct UniPC: Sampler {
    /// What is set of it.
    public var options: UniPCOptions

    /// The sampler; without arguments it is the web UI's.
    public init(_ options: UniPCOptions = UniPCOptions()) { self.options = options }

    /// Walks from the first level to the last, one call a step: the corrector's image is the next
    /// predictor's.
    public func callAsFunction<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: StepNoise<X>, denoise: Denoise<X>
    ) throws -> X {
        let steps = sigmas.steps
        guard let first = sigmas.first, !steps.isEmpty else { return x }
        let most = min(max(options.order, 1), 3)
        var (x, past) = (x, History<(denoised: X, sigma: Double)>(limit: most))
        past.add((try denoise(x, first), first))
        for (index, step) in steps.enumerated() {
            let left = options.lowerOrderFinal ? steps.count - index : most
            let order = min(past.count, left)
            let update = UniPCUpdate(
                past.values.prefix(order), to: step.next, variant: options.variant)
            let base = x.moved(toward: past.values[0].denoised, from: step.sigma, to: step.next)
            x = update.predicted(from: base)
            guard index + 1 < steps.count else { break }
            let denoised = try denoise(x, step.next)
            x = update.corrected(from: base, denoised)
            past.add((denoised, step.next))
        }
        return x.preservingVariance(at: sigmas.values.last ?? 0)
    }
}

/// UniPC's options under the web UI's names.
public struct UniPCOptions: Sendable, Hashable {
    /// `uni_pc_variant`.
    public enum Variant: String, Sendable, Hashable, CaseIterable {
        /// `B(h) = h`.
        case bh1
        /// `B(h) = e^h − 1`.
        case bh2
        /// Weights that are exact at every order.
        case varyCoeff = "vary_coeff"
    }

    /// `uni_pc_skip_type`: in what the levels are even.
    public enum SkipType: String, Sendable, Hashable, CaseIterable {
        /// Time.
        case timeUniform = "time_uniform"
        /// The root of time.
        case timeQuadratic = "time_quadratic"
        /// The logarithm of signal to noise.
        case logSNR
    }

    /// `uni_pc_variant`.
    public var variant = Variant.bh1
    /// `uni_pc_skip_type`.
    public var skipType = SkipType.timeUniform
    /// `uni_pc_order`, 1...3.
    public var order = 3
    /// `uni_pc_lower_order_final`: whether the last steps are of lower order.
    public var lowerOrderFinal = true

    /// The web UI's defaults.
    public init() {}
}

/// One step of UniPC: differences of denoised images, and their weights.
private struct UniPCUpdate<X: Vector> {
    private let newest: X
    private let differences: [X]
    private let predictor: [Double]
    private let corrector: [Double]

    /// - Parameters:
    ///   - past: denoised images with their levels, newest first; as many as the order.
    ///   - next: the level that the step goes to; there is nothing to correct if it is 0.
    init(
        _ past: ArraySlice<(denoised: X, sigma: Double)>, to next: Double,
        variant: UniPCOptions.Variant
    ) {
        let (newest, sigma) = past[past.startIndex]
        let h = (sigma / next).logarithm
        let shares = past.dropFirst().map { (sigma / $0.sigma).logarithm / h }
        self.newest = newest
        differences = zip(past.dropFirst(), shares).map { ($0.denoised - newest) * (1 / $1) }
        guard next > 0 else {
            (predictor, corrector) = ([], [])
            return
        }
        let half = variant == .varyCoeff ? nil : (variant == .bh1 ? h : 1 - next / sigma) / 2
        let moments = Self.moments(h, count: past.count)
        predictor =
            shares.count == 1 && half != nil
            ? [half ?? 0] : LinearSystem.vandermonde(shares, moments)
        corrector =
            shares.isEmpty && half != nil
            ? [half ?? 0] : LinearSystem.vandermonde(shares + [1], moments)
    }

    func predicted(from base: X) -> X { base.adding(differences, times: predictor) }

    func corrected(from base: X, _ denoised: X) -> X {
        base.adding(differences + [denoised - newest], times: corrector)
    }

    /// `−k!·φ_{k+1}(−h)` for k from 1, where `φ_1` is `e^(−h) − 1` and `φ_{k+1} = φ_k/(−h) − 1/k!`: what
    /// the weights times the shares' powers have to add up to.
    private static func moments(_ h: Double, count: Int) -> [Double] {
        var (phi, factorial) = ((-h).exponentialMinusOne, 1.0)
        return (1...count).map { k in
            phi = phi / -h - 1 / factorial
            let moment = -phi * factorial
            factorial *= Double(k + 1)
            return moment
        }
    }
}

/// Small systems of linear equations.
enum LinearSystem {
    /// The weights `w` with `Σ_j nodes_j^k·w_j = moments_k` for every k below the number of nodes,
    /// which differ from each other: by the polynomial that is 1 at one node and 0 at the others.
    static func vandermonde(_ nodes: [Double], _ moments: [Double]) -> [Double] {
        nodes.indices.map { index in
            var polynomial = [1.0]
            for (other, node) in nodes.enumerated() where other != index {
                let scale = 1 / (nodes[index] - node)
                let raised = [0] + polynomial
                polynomial = zip(raised, polynomial + [0]).map { ($0 - node * $1) * scale }
            }
            return zip(polynomial, moments).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }
}
