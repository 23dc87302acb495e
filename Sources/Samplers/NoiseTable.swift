/// The noise levels that a model was trained at: one σ for each of its timesteps, rising.
///
/// The levels are float32 and so is the arithmetic between them. Half of all uniform schedules put
/// a step exactly between two timesteps, where rounding alone decides which one the model is told.
public struct NoiseTable: Sendable, Equatable {
    /// What a model is told of a noise level.
    enum Clock: Equatable {
        /// The timestep: a place in the table.
        case index
        /// A quarter of the logarithm (Karras et al. 2022, table 1).
        case logarithm
        /// The level itself; schedules that go by time have theirs moved up by the shift `s`:
        /// `s·t / (1 + (s − 1)·t)` (Esser et al. 2024, equation 23).
        case flow(shift: Float)
    }

    let levels: [Float]
    private let logarithms: [Float]
    let clock: Clock

    init(levels: [Float], clock: Clock) {
        self.levels = levels
        self.clock = clock
        logarithms = levels.map(\.logarithm)
    }

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
        clock = .index
    }

    /// How noise comes into the images that the model knows.
    public var process: NoiseProcess {
        if case .flow = clock { .flow } else { .diffusion }
    }

    /// How many timesteps there are.
    public var count: Int { levels.count }
    /// The lowest level.
    public var min: Double { Double(levels.first ?? 0) }
    /// The highest level.
    public var max: Double { Double(levels.last ?? 0) }

    /// What the model is told of a noise level: a timestep, or for EDM models `¼·ln σ`, or for flow
    /// models σ itself.
    ///
    /// - Parameters:
    ///   - sigma: the noise level.
    ///   - interpolating: whether a level between two timesteps is told as such (AUTOMATIC1111's
    ///     way) and not as the nearer one (Forge's).
    public func time(of sigma: Double, interpolating: Bool = false) -> Double {
        switch clock {
        case .index where interpolating: timestep(interpolating: sigma)
        case .index: Double(timestep(nearest: sigma))
        case .logarithm: 0.25 * sigma.logarithm
        case .flow: sigma
        }
    }

    /// The share of an image's variance that is signal at a timestep, ᾱ; beyond the ends it is the
    /// end's.
    public func signal(at timestep: Int) -> Double {
        guard let last = levels.indices.last else { return 1 }
        let sigma = Double(levels[Swift.min(Swift.max(timestep, 0), last)])
        return 1 / (1 + sigma * sigma)
    }

    // MARK: - Timesteps

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
        Double(level(atTimestep: Float(timestep)))
    }

    func level(atTimestep timestep: Float) -> Float {
        guard let last = logarithms.indices.last, timestep >= 0 else { return levels.first ?? 0 }
        guard timestep < Float(last) else { return logarithms[last].exponential }
        let low = Int(timestep)
        let share = timestep - Float(low)
        return ((1 - share) * logarithms[low] + share * logarithms[low + 1]).exponential
    }

    // MARK: - Time, as schedules count it

    /// The time of a level. Where that is a timestep it is the nearest one.
    func time(of level: Float) -> Float {
        switch clock {
        case .index: Float(timestep(nearest: Double(level)))
        case .logarithm: 0.25 * level.logarithm
        case .flow: level
        }
    }

    /// The level at a time.
    func level(atTime time: Float) -> Float {
        switch clock {
        case .index: level(atTimestep: time)
        case .logarithm: (time / 0.25).exponential
        case .flow(let shift): Self.shifted(time, by: shift)
        }
    }

    static func shifted(_ time: Float, by shift: Float) -> Float {
        shift * time / (1 + (shift - 1) * time)
    }
}
