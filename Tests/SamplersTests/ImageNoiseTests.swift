import Testing

@testable import Samplers

@Suite struct ImageNoiseTests {
    struct Case: Decodable {
        let source: String
        let seed: UInt64
        let subseed: UInt64
        let strength: Double
        let shape: [Int]
        let resized: [Int]?
        let delta: Int
        let draws: [[Float]]
    }

    @Test func `variations are what PyTorch computes`() throws {
        for golden in try Fixture.json("variations.json", as: [Case].self) {
            let seed = ImageSeed(
                golden.seed, subseed: golden.subseed, subseedStrength: golden.strength,
                resizedFrom: golden.resized.map { NoiseGrid(rows: $0[0], columns: $0[1]) },
                laterSeedDelta: golden.delta)
            var noise = ImageNoise(
                seed, source: try NoiseSource(named: golden.source), channels: golden.shape[0],
                grid: NoiseGrid(rows: golden.shape[1], columns: golden.shape[2]))
            for draw in golden.draws {
                let values = noise.next()
                #expect(values.count == draw.count)
                #expect(
                    distance(values, draw) <= 2e-6,
                    "\(golden.source) \(golden.seed) \(golden.strength) \(golden.resized ?? [])")
            }
        }
    }

    @Test(arguments: NoiseSource.allCases)
    func `a plain seed is its generator`(_ source: NoiseSource) {
        var noise = ImageNoise(
            ImageSeed(7), source: source, channels: 4, grid: NoiseGrid(rows: 3, columns: 5))
        var generator = source.generator(seed: 7)
        for _ in 0..<3 { #expect(noise.next() == generator.normal(count: 60)) }
    }

    @Test func `columns without an arc stay`() {
        let arc = SphericalInterpolation(grid: NoiseGrid(rows: 1, columns: 3))
        #expect(arc([1, -2, 3], [-1, -2, -3], 0.5) == [1, -2, 3])
        let empty = SphericalInterpolation(grid: NoiseGrid(rows: 0, columns: 0))
        #expect(empty([], [], 0.5) == [])
    }

    @Test func `a seed without cells draws nothing`() {
        for grid in [NoiseGrid(rows: 0, columns: 4), NoiseGrid(rows: -1, columns: -1)] {
            var noise = ImageNoise(ImageSeed(1), source: .nv, channels: 4, grid: grid)
            #expect(noise.next() == [])
        }
    }

    @Test func `a size without cells is none`() {
        let grid = NoiseGrid(rows: 4, columns: 4)
        let empty = ImageSeed(5, resizedFrom: NoiseGrid(rows: 0, columns: 9))
        var noise = ImageNoise(empty, source: .cpu, channels: 1, grid: grid)
        var plain = ImageNoise(ImageSeed(5), source: .cpu, channels: 1, grid: grid)
        #expect(noise.next() == plain.next())
    }

    @Test func `later seeds wrap around`() {
        let grid = NoiseGrid(rows: 2, columns: 2)
        let seed = ImageSeed(.max, laterSeedDelta: 2)
        var noise = ImageNoise(seed, source: .nv, channels: 1, grid: grid)
        _ = noise.next()
        var one = PhiloxGenerator(seed: 1)
        #expect(noise.next() == one.normal(count: 4))
    }
}
