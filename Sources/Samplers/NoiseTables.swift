extension NoiseTable {
    /// The table of Stable Diffusion 1.x, 2.x and XL: 1000 betas from .00085 to .012, evenly spaced
    /// in their square roots (Rombach et al. 2022); σ from .0291672 to 14.614641.
    public static let stableDiffusion = {
        let start = 0.00085.squareRoot()
        let step = (0.012.squareRoot() - start) / 999
        return NoiseTable(betas: (0..<1000).map { (start + step * Double($0)).raised(to: 2) })
    }()

    /// The table of Stable Diffusion 3: a flow of 1000 timesteps with a shift of 3 (Esser et al.
    /// 2024, equation 23); σ up to 1.
    public static let stableDiffusion3 = flow(shift: 3)

    /// The table of Flux dev: a flow of 10,000 timesteps, moved for images of 4096 tokens; σ up to 1.
    public static let flux = flow(logShift: 1.15)

    /// The table of Flux schnell and of Chroma, as the web UI has it; σ up to 1.
    public static let schnell = flow(logShift: 1)

    /// A flow whose times are moved up: 1000 levels, and times that are moved too where a schedule
    /// goes by time.
    ///
    /// - Parameter shift: the factor of the noise-to-signal ratio; 1 moves nothing.
    public static func flow(shift: Float) -> NoiseTable {
        let levels = (1...1000).map { shifted(Float($0) / 1000, by: shift) }
        return NoiseTable(levels: levels, clock: .flow(shift: shift))
    }

    /// A flow whose levels are moved up by `e^μ`: 10,000 of them. Schedules that go by time take the
    /// level for the time, as the web UI does: they are even in σ.
    public static func flow(logShift: Double) -> NoiseTable {
        let factor = Float(logShift.exponential)
        let levels = (1...10_000).map { factor / (factor + (1 / (Float($0) / 10_000) - 1)) }
        return NoiseTable(levels: levels, clock: .flow(shift: 1))
    }

    /// The table of an EDM model: 1000 levels, even in their logarithms. CosXL, whose prediction is
    /// v, goes from .002 to 80.
    ///
    /// A checkpoint says its range in `edm_vpred.sigma_min` and `edm_vpred.sigma_max`; there is no
    /// table of one that is empty, not positive or above a million.
    public init?(edmFrom low: Double, to high: Double) {
        guard low > 0, low < high, high <= 1e6, Float(low) > 0 else { return nil }
        let logarithms = Float.linearSpace(
            from: Float(low.logarithm), to: Float(high.logarithm), count: 1000)
        self.init(levels: logarithms.map(\.exponential), clock: .logarithm)
    }

    /// The table with no signal at its last timestep (Lin et al. 2023, algorithm 1): the others'
    /// signal is moved and scaled so that the first stays what it was.
    ///
    /// The last level would be infinite and is the web UI's: ᾱ = 4.897·10⁻⁸, σ = 4518.7.
    public func rescaledToZeroTerminalSNR() -> NoiseTable {
        let signals = levels.map { (1 / ($0 * $0 + 1)).squareRoot() }
        guard let first = signals.first, let last = signals.last, first > last else { return self }
        let scale = first / (first - last)
        var kept = signals.map { (($0 - last) * scale) * (($0 - last) * scale) }
        kept[kept.count - 1] = 4.8973451890853435e-08
        return NoiseTable(levels: kept.map { ((1 - $0) / $0).squareRoot() }, clock: clock)
    }

    /// Every so manieth timestep, the last among them: of 1000 every twentieth are the fifty that
    /// latent consistency models know (Luo et al. 2023).
    public func every(_ stride: Int) -> NoiseTable {
        let kept = Swift.stride(from: levels.count - 1, through: 0, by: -Swift.max(stride, 1))
        return NoiseTable(levels: kept.reversed().map { levels[$0] }, clock: clock)
    }
}
