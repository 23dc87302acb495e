import Testing

@testable import Samplers

@Suite struct BrownianNoiseTests {
    struct Case: Decodable {
        struct Step: Decodable {
            let from: Double
            let to: Double
            let noise: [Float]
        }

        let source: String
        let seed: UInt64
        let low: Double
        let high: Double
        let count: Int
        let steps: [Step]
    }

    @Test func `increments are torchsde's in any order`() throws {
        for golden in try Fixture.json("brownian.json", as: [Case].self) {
            var noise = BrownianNoise(
                seed: golden.seed, over: golden.low...golden.high, count: golden.count,
                source: try NoiseSource(named: golden.source))
            for step in golden.steps {
                let values = noise.between(step.from, step.to)
                let difference = distance(values, step.noise)
                #expect(
                    difference <= 1e-6 && values.count == golden.count,
                    "\(golden.source) \(golden.seed): \(step.from) \(step.to)")
            }
        }
    }

    @Test func `a path is one path`() {
        var noise = BrownianNoise(seed: 3, over: 0.03...14.6, count: 64, source: .nv)
        let (whole, upper, lower) = (
            noise.between(14.6, 0.03), noise.between(14.6, 5), noise.between(5, 0.03)
        )
        for index in whole.indices {
            let sum =
                upper[index] * Float(9.6).squareRoot() + lower[index] * Float(4.97).squareRoot()
            #expect(abs(sum - whole[index] * Float(14.57).squareRoot()) < 1e-5)
        }
        #expect(zip(noise.between(0.03, 14.6), whole).allSatisfy { $0 == -$1 })
    }

    @Test(arguments: NoiseSource.allCases)
    func `increments are standard normal and independent`(_ source: NoiseSource) {
        var noise = BrownianNoise(seed: 11, over: 0.03...14.6, count: 16_384, source: source)
        let first = Values(noise.between(9, 4).map(Double.init))
        let second = Values(noise.between(4, 1.5).map(Double.init))
        let product = Values(zip(first.list, second.list).map { $0 * $1 })
        for values in [first, second] {
            #expect(abs(values.mean) < 4 / 128)
            #expect(abs(values.variance - 1) < 4 * 2.0.squareRoot() / 128)
        }
        #expect(abs(product.mean) < 4 / 128)
    }

    @Test func `beyond the range there is nothing`() {
        var noise = BrownianNoise(seed: 1, over: 1...2, count: 3, source: .cpu)
        #expect(noise.between(2, 5) == [0, 0, 0])
        #expect(noise.between(1.5, 1.5) == [0, 0, 0])
        #expect(noise.between(.nan, 1.5) == [0, 0, 0])
        var wide = BrownianNoise(seed: 1, over: 1e-300...1e300, count: 2, source: .cpu)
        #expect(wide.between(1e200, 1).count == 2)
    }

    /// What Python's `round` gives.
    @Test(
        arguments: [
            (1.0000005, 1.000001), (0.1234565, 0.123456), (1234.0000005, 1234.0),
            (8.0000015, 8.000001), (0.0000025, 0.000003), (0.0515, 0.0515), (-1.25, -1.25),
            (14.614643096923828, 14.614643),
        ])
    func `six decimals are rounded as the exact value says`(_ value: Double, _ expected: Double) {
        #expect(value.micro == expected)
    }
}
