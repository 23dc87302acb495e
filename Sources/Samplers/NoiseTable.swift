/// The noise levels that a model was trained at: one σ for each of its timesteps, rising.
///
/// The levels are float32 and so is the arithmetic between them. Half of all uniform schedules put
/// a step exactly between two timesteps, where rounding alone decides which one the model is told.
public struct NoiseTable: Sendable, Equatable {
    let levels: [Float]
    private let logarithms: [Float]

    /// The levels of a variance-preserving process, `σ = √((1 − ᾱ)/ᾱ)`.
    ///
    /// - Parameter betas: the variance added at each timestep, each in 0..<1; at least one.
    public init(betas: [Double]) {
        var kept = 1.0
        let sigmas = betas.map { beta in
            kept *= 1 - beta
            return ((1 - kept) / kept).squareRoot()
        }
        levels = sigmas.map(Float.init)
        logarithms = sigmas.map { Float($0.logarithm) }
    }

    /// The table of Stable Diffusion 1.x, 2.x and XL: 1000 betas from .00085 to .012, evenly spaced
    /// in their square roots (Rombach et al. 2022); σ from .0291672 to 14.614641.
    public static let stableDiffusion = {
        let start = 0.00085.squareRoot()
        let step = (0.012.squareRoot() - start) / 999
        return NoiseTable(betas: (0..<1000).map { (start + step * Double($0)).raised(to: 2) })
    }()

    /// How many timesteps there are.
    public var count: Int { levels.count }
    /// The lowest level.
    public var min: Double { Double(levels.first ?? 0) }
    /// The highest level.
    public var max: Double { Double(levels.last ?? 0) }

    /// The timestep whose level is nearest to σ in its logarithm, the lower of two equally near.
    public func timestep(nearest sigma: Double) -> Int {
        let wanted = Float(sigma).logarithm
        var nearest = (timestep: 0, distance: Float.infinity)
        for (timestep, logarithm) in logarithms.enumerated() {
            let distance = abs(wanted - logarithm)
            if distance < nearest.distance { nearest = (timestep, distance) }
        }
        return nearest.timestep
    }

    /// The timestep of σ, interpolated in its logarithm between the neighbours in the table.
    public func timestep(interpolating sigma: Double) -> Double {
        let wanted = Float(sigma).logarithm
        guard let low = logarithms.dropLast().lastIndex(where: { $0 <= wanted }) else { return 0 }
        let share = (wanted - logarithms[low]) / (logarithms[low + 1] - logarithms[low])
        return Double(low) + Double(Swift.min(share, 1))
    }

    /// The level at a timestep, interpolated in its logarithm; beyond the ends it is the end's.
    public func sigma(at timestep: Double) -> Double {
        Double(level(at: Float(timestep)))
    }

    func level(at timestep: Float) -> Float {
        guard let last = logarithms.indices.last, timestep >= 0 else { return levels.first ?? 0 }
        guard timestep < Float(last) else { return logarithms[last].exponential }
        let low = Int(timestep)
        let share = timestep - Float(low)
        return ((1 - share) * logarithms[low] + share * logarithms[low + 1]).exponential
    }
}
