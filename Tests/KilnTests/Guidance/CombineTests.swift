import KilnTesting
import Samplers
import Testing
import Torch

@testable import Kiln

/// Denoised images of three, and what others' programs make of them.
struct GuidanceGolden {
    let file: GoldenFile
    let shape = [3, 4, 9, 7]
    let sigma = 2.5
    let scale = 7.5

    init() throws { file = try GoldenFile(TinyModels.fixture("guidance")) }

    func tensor(_ name: String) throws -> Tensor {
        Tensor(try file.floats(name), shape: shape)
    }

    /// One call of a guidance whose scale is that of the goldens.
    func combined(
        _ change: (inout Guidance) -> Void, unconditional: Bool = true, perturbed: Bool = false,
        prediction: PredictionType = .epsilon
    ) throws -> [Float] {
        var guidance = Guidance(scale: scale)
        change(&guidance)
        let state = GuidanceState(
            guidance, scales: [scale, scale, scale], prediction: prediction)
        _ = state.sides(step: 0, of: 10, sigma: sigma)
        return try torch {
            state.combine(
                conditional: try tensor("conditional"),
                unconditional: unconditional ? try tensor("unconditional") : nil,
                perturbed: perturbed ? try tensor("perturbed") : nil,
                x: try tensor("x"), sigma: sigma)
        }.floats()
    }
}

/// Whether numbers agree to 1e-5 of the greatest expected one.
func agree(_ got: [Float], _ expected: [Float], within tolerance: Float = 1e-5) -> Bool {
    let greatest = expected.reduce(0) { max($0, abs($1)) }
    return got.count == expected.count
        && zip(got, expected).allSatisfy { abs($0 - $1) <= tolerance * greatest }
}

@Suite struct CombineTests {
    private let golden: GuidanceGolden

    init() throws {
        try LibTorch.load()
        golden = try GuidanceGolden()
    }

    private func expect(_ got: [Float], _ name: String) throws {
        #expect(agree(got, try golden.file.floats(name)), "\(name)")
    }

    private func plain() throws -> [Float] {
        let (c, u) = (
            try golden.file.floats("conditional"), try golden.file.floats("unconditional")
        )
        return zip(c, u).map { $1 + ($0 - $1) * Float(golden.scale) }
    }

    @Test func `plain guidance goes beyond the conditional image`() throws {
        #expect(agree(try golden.combined { _ in }, try plain(), within: 1e-6))
    }

    @Test func `rescaled guidance is diffusers' on velocities`() throws {
        try expect(golden.combined { $0.rescale = 0.7 }, "rescale 0.7")
        try expect(golden.combined { $0.rescale = 1 }, "rescale 1")
        try expect(golden.combined({ $0.rescale = 0.7 }, prediction: .v), "rescale 0.7")
    }

    @Test(arguments: PredictionType.allCases)
    func `rescaled outputs spread as the conditional ones`(prediction: PredictionType) throws {
        let image = Tensor(
            try golden.combined({ $0.rescale = 1 }, prediction: prediction), shape: golden.shape)
        let zero = Tensor.zeros(golden.shape)
        let measured = prediction == .epsilon ? .v : prediction
        let centre = measured.denoised(
            try golden.tensor("x"), output: zero, sigma: golden.sigma)
        let wanted = (try golden.tensor("conditional") - centre).std(1, 2, 3)
        #expect(try agree((image - centre).std(1, 2, 3).floats(), wanted.floats()))
    }

    @Test func `perturbed guidance is diffusers'`() throws {
        func pag(_ guidance: inout Guidance) {
            guidance.perturbedAttention = PerturbedAttention(scale: 2.8)
        }
        try expect(golden.combined(pag, perturbed: true), "pag")
        try expect(golden.combined(pag, unconditional: false, perturbed: true), "pag alone")
        try expect(
            golden.combined(
                {
                    pag(&$0)
                    $0.rescale = 0.7
                }, perturbed: true), "pag, rescale 0.7")
    }

    @Test(
        arguments: [
            ("apg 0 15 -0.5", ProjectedGuidance()),
            ("apg 0.3 4 0", ProjectedGuidance(parallel: 0.3, threshold: 4, momentum: 0)),
            ("apg 1 0 -0.75", ProjectedGuidance(parallel: 1, threshold: 0, momentum: -0.75)),
            ("apg 1 0 0", ProjectedGuidance(parallel: 1, threshold: 0, momentum: 0)),
            ("apg 0 0 0", ProjectedGuidance(parallel: 0, threshold: 0, momentum: 0)),
        ])
    func `projected guidance is diffusers', call by call`(
        name: String, projection: ProjectedGuidance
    ) throws {
        var guidance = Guidance(scale: golden.scale)
        guidance.projection = projection
        let state = GuidanceState(
            guidance, scales: [7.5, 7.5, 7.5], prediction: .epsilon)
        for (prefix, call, sigma) in [("", "first", 2.5), ("later.", "second", 1.5)] {
            _ = state.sides(step: 0, of: 2, sigma: sigma)
            let image = try torch {
                state.combine(
                    conditional: try golden.tensor(prefix + "conditional"),
                    unconditional: try golden.tensor(prefix + "unconditional"),
                    perturbed: nil, x: try golden.tensor("x"), sigma: sigma)
            }
            try expect(image.floats(), "\(name) \(call)")
        }
    }

    @Test func `thresholding by Imagen's rule is diffusers'`() throws {
        try expect(
            golden.combined { $0.dynamicThresholding = .imagen(percentile: 0.95, bound: 1) },
            "imagen 0.95")
    }

    @Test(
        arguments: MimicThresholding.Startpoint.allCases, MimicThresholding.Measure.allCases)
    func `a mimicked scale gives its spread`(
        startpoint: MimicThresholding.Startpoint, measure: MimicThresholding.Measure
    ) throws {
        for (separate, word) in [(true, "apart"), (false, "together")] {
            for (percentile, phi) in [(1.0, 1.0), (0.93, 0.7)] {
                var mimic = MimicThresholding(mimicScale: 3)
                (mimic.startpoint, mimic.measure) = (startpoint, measure)
                (mimic.percentile, mimic.interpolation) = (percentile, phi)
                mimic.separatesChannels = separate
                let name = [
                    "mimic", startpoint.rawValue, measure.rawValue, word, "\(percentile)", "\(phi)",
                ].joined(separator: " ")
                try expect(golden.combined { $0.dynamicThresholding = .mimic(mimic) }, name)
            }
        }
    }

    @Test func `parameters that change nothing give plain guidance`() throws {
        let expected = try plain()
        let neutral = ProjectedGuidance(parallel: 1, threshold: 0, momentum: 0)
        #expect(try agree(golden.combined { $0.projection = neutral }, expected, within: 1e-6))
        #expect(try agree(golden.combined { $0.rescale = 0 }, expected, within: 1e-6))
        let same = MimicThresholding(mimicScale: golden.scale)
        #expect(
            try agree(
                golden.combined { $0.dynamicThresholding = .mimic(same) }, expected, within: 2e-6))
        let wide = DynamicThresholding.imagen(percentile: 0.995, bound: 100)
        #expect(
            try golden.combined { $0.dynamicThresholding = wide } == golden.combined { _ in })
    }

    @Test func `images of nothing but one number stay finite`() throws {
        let flat = Tensor.full([1, 4, 8, 8], 0)
        for change: (inout Guidance) -> Void in [
            { $0.rescale = 0.7 }, { $0.projection = ProjectedGuidance() },
            { $0.dynamicThresholding = .mimic(MimicThresholding()) },
            { $0.dynamicThresholding = .imagen(percentile: 0.9, bound: 1) },
        ] {
            var guidance = Guidance(scale: 5)
            change(&guidance)
            let state = GuidanceState(guidance, scales: [5], prediction: .epsilon)
            _ = state.sides(step: 0, of: 1, sigma: 1)
            let image = try torch {
                state.combine(
                    conditional: flat, unconditional: flat, perturbed: nil, x: flat, sigma: 1)
            }
            #expect(try image.floats() == flat.floats())
        }
    }
}
