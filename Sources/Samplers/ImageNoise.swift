/// What an image's noise is drawn from.
public struct ImageSeed: Sendable, Hashable {
    /// The seed.
    public var seed: UInt64
    /// The seed of the variation.
    public var subseed: UInt64
    /// How far the first noise goes from the seed's to the subseed's, 0...1.
    public var subseedStrength: Double
    /// The size, in latent cells, at which the first noise is drawn; `nil` is the image's own.
    public var resizedFrom: NoiseGrid?
    /// The web UI's ENSD, "eta noise seed delta": what is drawn after the first noise comes from the
    /// seed and this; 0 draws on.
    public var laterSeedDelta: Int

    /// A seed; without further arguments a plain one.
    public init(
        _ seed: UInt64, subseed: UInt64 = 0, subseedStrength: Double = 0,
        resizedFrom: NoiseGrid? = nil, laterSeedDelta: Int = 0
    ) {
        self.seed = seed
        self.subseed = subseed
        self.subseedStrength = subseedStrength
        self.resizedFrom = resizedFrom
        self.laterSeedDelta = laterSeedDelta
    }
}

/// A latent's size in cells.
public struct NoiseGrid: Sendable, Hashable {
    /// Cells from top to bottom.
    public let rows: Int
    /// Cells from left to right.
    public let columns: Int

    /// A size; what is below 0 counts as 0.
    public init(rows: Int, columns: Int) {
        self.rows = max(rows, 0)
        self.columns = max(columns, 0)
    }

    /// How many cells there are.
    public var count: Int { rows * columns }
}

/// One image's noise, draw after draw: first the noise it begins from, then what its sampler asks
/// for. No image depends on its mates in a batch.
public struct ImageNoise: Sendable {
    private let seed: ImageSeed
    private let source: NoiseSource
    private let channels: Int
    private let grid: NoiseGrid
    private var generator: NoiseGenerator
    private var isFirst = true

    /// Noise before its first draw.
    ///
    /// - Parameters:
    ///   - seed: what it is drawn from.
    ///   - source: where normal values come from.
    ///   - channels: the latent's channels.
    ///   - grid: the latent's size.
    public init(_ seed: ImageSeed, source: NoiseSource, channels: Int, grid: NoiseGrid) {
        self.seed = seed
        self.source = source
        self.channels = channels
        self.grid = grid
        generator = source.generator(seed: seed.seed)
    }

    /// The next draw, of unit variance: channels, rows and columns in row-major order.
    public mutating func next() -> [Float] {
        guard isFirst else { return generator.normal(count: channels * grid.count) }
        isFirst = false
        let noise = first()
        if seed.laterSeedDelta != 0 {
            let later = seed.seed &+ UInt64(bitPattern: Int64(seed.laterSeedDelta))
            generator = source.generator(seed: later)
        }
        return noise
    }

    /// The noise to begin from. Where it is drawn at another size, that noise is laid over the
    /// image's own, centre on centre.
    private mutating func first() -> [Float] {
        let own = generator.normal(count: channels * grid.count)
        guard let other = seed.resizedFrom, other.count > 0, other != grid else {
            return varied(own, grid)
        }
        var generator = source.generator(seed: seed.seed)
        let drawn = varied(generator.normal(count: channels * other.count), other)
        return pasted(drawn, of: other, over: own)
    }

    private func varied(_ noise: [Float], _ grid: NoiseGrid) -> [Float] {
        guard seed.subseedStrength != 0 else { return noise }
        var generator = source.generator(seed: seed.subseed)
        let other = generator.normal(count: noise.count)
        return SphericalInterpolation(grid: grid)(noise, other, Float(seed.subseedStrength))
    }

    private func pasted(_ noise: [Float], of other: NoiseGrid, over own: [Float]) -> [Float] {
        let rows = Overlap(of: other.rows, on: grid.rows)
        let columns = Overlap(of: other.columns, on: grid.columns)
        var result = own
        for channel in 0..<channels {
            for row in 0..<rows.length {
                let from = (channel * other.rows + rows.from + row) * other.columns + columns.from
                let to = (channel * grid.rows + rows.to + row) * grid.columns + columns.to
                for column in 0..<columns.length { result[to + column] = noise[from + column] }
            }
        }
        return result
    }
}

/// A length laid over another, centre on centre: what of it lies on the other, and where.
private struct Overlap {
    let from: Int
    let to: Int
    let length: Int

    init(of length: Int, on other: Int) {
        let margin = (other - length) >> 1  // rounded down, also below 0
        self.length = margin >= 0 ? length : length + 2 * margin
        from = max(-margin, 0)
        to = max(margin, 0)
    }
}
