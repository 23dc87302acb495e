import Testing

@testable import Samplers

@Suite struct NoiseTests {
    /// The largest difference from what was printed of the beginning.
    private func distance(_ values: [Float], _ printed: [Float]) -> Float {
        guard values.count >= printed.count else { return .infinity }
        return zip(values, printed).map { abs($0 - $1) }.max() ?? .infinity
    }

    /// They come from a GPU, whose float32 differs from the web UI's float64 in the last digits.
    @Test func `nv draws the published values`() {
        var generator = PhiloxGenerator(seed: 0)
        let first = generator.normal(count: 12)
        let printed: [Float] = [
            -0.92466259, -0.42534415, -2.6438457, 0.14518388, -0.12086647, -0.57972564,
            -0.62285122, -0.32838709, -1.07454231, -0.36314407, -1.67105067, 2.26550497,
        ]
        #expect(distance(first, printed) < 5e-7)
        let second = generator.normal(count: 12)
        #expect(distance(second, [0.18082589, -0.5522627, 0.9238134, -0.7349703]) < 5e-7)
        generator = PhiloxGenerator(seed: 42)
        let large = Array(generator.normal(count: 4 * 64 * 64).prefix(5))
        #expect(
            distance(large, [0.19401887, 2.1613739, -0.17205095, 0.84906, -1.9243993]) < 5e-7)
    }

    @Test func `Philox's block is its authors'`() {
        // Known answers of the Random123 distribution (Salmon et al. 2011).
        let zero = PhiloxGenerator.block(.zero, key: .zero)
        #expect(zero == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        let ones = PhiloxGenerator.block(SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        #expect(ones == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    }

    @Test func `the twister is its authors'`() {
        var generator = MersenneTwisterGenerator(seed: 5489)
        #expect(generator.next() == 3_499_211_612)
        for _ in 1..<9999 { _ = generator.next() }
        #expect(generator.next() == 4_123_659_995)
    }

    @Test func `cpu draws the published values`() {
        var generator = MersenneTwisterGenerator(seed: 1234)
        var values = Array(generator.normal(count: 4 * 64 * 64).prefix(5))
        #expect(
            distance(values, [-0.11171857, -0.49659011, 0.16307370, -0.88168776, 0.05390019])
                < 2e-7)
        generator = MersenneTwisterGenerator(seed: 42)
        values = Array(generator.normal(count: 4 * 64 * 64).prefix(5))
        #expect(
            distance(values, [1.9269153, 1.4872841, 0.9007172, -2.1055210, 0.6784184]) < 3e-7)
    }

    @Test func `cpu draws of any length are PyTorch's`() throws {
        var generator = MersenneTwisterGenerator(seed: 7)
        for draw in try Fixture.json("torch-draws-7.json", as: [[Float]].self) {
            let values = generator.normal(count: draw.count)
            #expect(values.count == draw.count)
            #expect(distance(values, draw) < 5e-7, "\(draw.count) values")
        }
    }

    @Test(arguments: [(NoiseSource.cpu, Float(5e-7)), (NoiseSource.nv, Float(0))])
    func `draw after draw is the web UI's`(_ source: NoiseSource, _ tolerance: Float) throws {
        let recorded = try Fixture.floats("noise-\(source.rawValue)-1234.f32")
        try #require(recorded.count == 3 * 1024)
        var generator = source.generator(seed: 1234)
        for start in stride(from: 0, to: recorded.count, by: 1024) {
            let values = generator.normal(count: 1024)
            let difference = distance(values, Array(recorded[start..<start + 1024]))
            #expect(difference <= tolerance)
        }
    }

    @Test(arguments: NoiseSource.allCases)
    func `noise is standard normal`(_ source: NoiseSource) {
        var generator = source.generator(seed: 3)
        let values = Values(generator.normal(count: 65_536).map(Double.init))
        #expect(abs(values.mean) < 4 / 256)
        #expect(abs(values.variance - 1) < 4 * 2.0.squareRoot() / 256)
        #expect(generator.normal(count: 0) == [])
        #expect(generator.normal(count: -1) == [])
    }

    @Test func `a seed's high half counts for nv`() {
        var (low, high) = (PhiloxGenerator(seed: 1), PhiloxGenerator(seed: 1 << 32 | 1))
        #expect(low.normal(count: 4) != high.normal(count: 4))
    }

    @Test func `sources are found in any case`() throws {
        #expect(try NoiseSource(named: "NV") == .nv)
        #expect(try NoiseSource(named: "GPU") == .nv)
        #expect(try NoiseSource(named: "cpu") == .cpu)
        #expect(NoiseSource.nv.infotextName == "NV")
        let error = #expect(throws: SamplerError.self) { try NoiseSource(named: "tpu") }
        #expect(error?.description == "there is no noise source \"tpu\"; there are: nv, cpu.")
    }
}
