import Samplers
import Testing
import Torch

@testable import Kiln

@Suite struct ComposedTests {
    init() throws { try LibTorch.load() }

    private func image(_ values: [Float]) -> Tensor { Tensor(values, shape: [1, 1, 1, 3]) }

    private func composed(
        _ weights: [Double], unconditional: Bool = true
    ) throws -> [Float] {
        let parts = zip([[1, 2, 3], [5, 0, -4], [0.5, 8, 2]] as [[Float]], weights)
        return try Guidance.composed(
            conditionals: parts.map { (image($0), $1) },
            unconditional: unconditional ? image([10, 20, 30]) : nil
        ).floats()
    }

    @Test func `parts pull from the negative side by their weights`() throws {
        #expect(try composed([1, 1]) == [-4, -18, -31])
        #expect(try composed([0.5, -1, 2]) == [-8.5, 7, -5.5])
    }

    @Test func `weights that are zero together still pull`() throws {
        #expect(try composed([1, -1]) == [6, 22, 37])
    }

    @Test func `guidance of it is the sum over the parts`() throws {
        let scale = 4.0
        let weights = [0.8, -0.3, 0.5]
        let state = GuidanceState(Guidance(scale: scale), scales: [scale], prediction: .epsilon)
        _ = state.sides(step: 0, of: 1, sigma: 1)
        let negative = image([10, 20, 30])
        let got = try state.combine(
            conditional: image(composed(weights)), unconditional: negative, perturbed: nil,
            x: negative, sigma: 1
        ).floats()
        let parts: [[Float]] = [[1, 2, 3], [5, 0, -4], [0.5, 8, 2]]
        let expected = (0..<3).map { place -> Float in
            let u = Float(10 * (place + 1))
            let sum = zip(parts, weights).reduce(Float(0)) { sum, part in
                sum + Float(part.1) * (part.0[place] - u)
            }
            return u + Float(scale) * sum
        }
        #expect(agree(got, expected, within: 1e-6))
    }

    @Test func `one part of weight 1 is itself`() throws {
        #expect(try composed([1]) == [1, 2, 3])
        #expect(try composed([1], unconditional: false) == [1, 2, 3])
    }

    @Test func `without the negative side it is the parts' mean`() throws {
        #expect(try composed([1, 3], unconditional: false) == [4, 0.5, -2.25])
        #expect(try composed([2], unconditional: false) == [1, 2, 3])
        #expect(try composed([1, -1], unconditional: false) == [-3, 4, 10])
    }
}
