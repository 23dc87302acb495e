import Samplers
import Testing
import Torch

@testable import Kiln

/// An image of a batch is what it is alone.
@Suite struct GuidanceBatchTests {
    private let golden: GuidanceGolden

    init() throws {
        try LibTorch.load()
        golden = try GuidanceGolden()
    }

    private static func with(_ change: (inout Guidance) -> Void) -> Guidance {
        var guidance = Guidance(scale: 7)
        change(&guidance)
        return guidance
    }

    private static let guidances = [
        Guidance(scale: 7),
        with { $0.rescale = 0.6 },
        with { $0.projection = ProjectedGuidance(parallel: 0.2, threshold: 6, momentum: -0.5) },
        with { $0.dynamicThresholding = .mimic(MimicThresholding(mimicScale: 4)) },
        with { guidance in
            var mimic = MimicThresholding(mimicScale: 4)
            (mimic.separatesChannels, mimic.percentile) = (false, 0.9)
            guidance.dynamicThresholding = .mimic(mimic)
            guidance.perturbedAttention = PerturbedAttention()
            guidance.rescale = 0.5
        },
        with { $0.dynamicThresholding = .imagen(percentile: 0.9, bound: 1) },
    ]

    /// Two calls of a pass over the given images of the goldens, in their order.
    private func calls(
        _ guidance: Guidance, _ images: [Int], scales: [Double]
    ) throws -> [Tensor] {
        let state = GuidanceState(guidance, scales: images.map { scales[$0] }, prediction: .v)
        func taken(_ name: String) throws -> Tensor {
            let all = try golden.tensor(name)
            return .concatenated(images.map { all.narrowed(0, from: $0, count: 1) }, dim: 0)
        }
        return try [("", 2.5), ("later.", 1.5)].map { prefix, sigma in
            let sides = state.sides(step: prefix.isEmpty ? 0 : 1, of: 2, sigma: sigma)
            return try torch {
                state.combine(
                    conditional: try taken(prefix + "conditional"),
                    unconditional: sides.contains(.unconditional)
                        ? try taken(prefix + "unconditional") : nil,
                    perturbed: sides.contains(.perturbed) ? try taken("perturbed") : nil,
                    x: try taken("x"), sigma: sigma)
            }
        }
    }

    @Test(arguments: guidances)
    func `alone and among others an image is the same to the bit`(guidance: Guidance) throws {
        let scales = [7.0, 1, 12.5]
        let together = try calls(guidance, [2, 0, 1], scales: scales)
        for (place, image) in [2, 0, 1].enumerated() {
            let alone = try calls(guidance, [image], scales: scales)
            for (batch, single) in zip(together, alone) {
                #expect(
                    try batch.narrowed(0, from: place, count: 1).floats() == single.floats())
            }
        }
    }

    @Test(arguments: guidances)
    func `at scale 1 an image is the conditional one`(guidance: Guidance) throws {
        guard guidance.perturbedAttention == nil else { return }
        let together = try calls(guidance, [0, 1, 2], scales: [7, 1, 7])
        let conditional = try golden.tensor("conditional").narrowed(0, from: 1, count: 1)
        #expect(
            try together[0].narrowed(0, from: 1, count: 1).floats() == conditional.floats())
    }

    @Test func `what is remembered is forgotten when the noise goes up`() throws {
        var guidance = Guidance(scale: 5)
        guidance.projection = ProjectedGuidance(parallel: 1, threshold: 0, momentum: -0.5)
        let state = GuidanceState(guidance, scales: [5], prediction: .epsilon)
        func image(_ name: String) throws -> Tensor {
            try golden.tensor(name).narrowed(0, from: 0, count: 1)
        }
        func call(_ sigma: Double) throws -> [Float] {
            _ = state.sides(step: 0, of: 9, sigma: sigma)
            return try torch {
                state.combine(
                    conditional: try image("conditional"),
                    unconditional: try image("unconditional"), perturbed: nil,
                    x: try image("x"), sigma: sigma)
            }.floats()
        }
        let first = try call(3)
        #expect(try call(2) != first)
        #expect(try call(2) != first)
        #expect(try call(4) == first)
    }
}
