import Checkpoints
import Foundation
import KilnTesting
import Layers
import Testing
import Torch

@Suite struct AdapterFileTests {
    init() throws { try LibTorch.load() }

    /// A weight of four rows and six columns, a convolution and a norm.
    private static let shapes = [
        "linear.weight": [4, 6], "linear.bias": [4], "conv.weight": [4, 6, 3, 3],
        "conv.bias": [4], "norm.weight": [4], "norm.bias": [4],
    ]

    private func match(_ tensors: [String: [Int]]) throws -> AdapterMatch {
        var file = SafetensorsBuilder()
        for (name, shape) in tensors { file.add("lora_unet_" + name, shape) }
        return AdapterMatch(
            try adapterFile(file), in: [AdapterTargets(Self.shapes, side: .unet)])
    }

    @Test func `a file's kinds, ranks, inversions and unknown keys are told by its header`() throws
    {
        var file = SafetensorsBuilder()
        for (name, rank) in [("a", 8), ("b", 8), ("c", 4)] {
            file.add("\(name).lora_up.weight", [4, rank])
            file.add("\(name).lora_down.weight", [rank, 6])
            file.add("\(name).alpha", [])
        }
        file.add("d.w_norm", [4])
        file.add("e.lora_down.weight", [8, 6])
        file.add("f.bias_indices", [3, 4])
        file.add("g.weight", [4])
        file.add("bundle_emb.style.string_to_param.*", [2, 768])
        file.add("bundle_emb.style.emb_params", [2, 768])
        let adapter = try adapterFile(file)
        #expect(adapter.modules.map(\.name) == ["a", "b", "c", "d"])
        #expect(adapter.kinds == [.lora, .norm])
        #expect(adapter.ranks == [8, 4])
        #expect(adapter.embeddings == ["style"])
        #expect(adapter.unread == ["e.lora_down.weight", "f.bias_indices", "g.weight"])
        #expect(adapter.modules.allSatisfy { !$0.isDecomposed })
    }

    @Test func `a checkpoint is no adapter`() throws {
        let error = #expect(throws: AdapterError.self) {
            try AdapterFile(adapterFixture("weights"))
        }
        #expect(
            "\(try #require(error))".hasSuffix(
                "holds no LoRA or LyCORIS weights; give an adapter's file."))
    }

    @Test(
        arguments: [
            ["linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [3, 6]],
            ["linear.lora_up.weight": [5, 2], "linear.lora_down.weight": [2, 6]],
            ["linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [2, 7]],
            ["linear.lora_up.weight": [4], "linear.lora_down.weight": [4, 6]],
            ["linear.lora_up.weight": [], "linear.lora_down.weight": [1, 6]],
            ["linear.lora_up.weight": [4, 1_000_000], "linear.lora_down.weight": [1_000_000, 7]],
            [
                "linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [2, 6],
                "linear.alpha": [2],
            ],
            [
                "linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [2, 6],
                "linear.diff_b": [5],
            ],
            [
                "linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [2, 6],
                "linear.dora_scale": [5],
            ],
            [
                "linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [2, 6],
                "linear.lora_magnitude_vector": [6],
            ],
            ["conv.lora_up.weight": [4, 2, 1, 1], "conv.lora_down.weight": [2, 6, 1, 1]],
            [
                "conv.lora_up.weight": [4, 2, 1, 1], "conv.lora_mid.weight": [2, 3, 3, 3],
                "conv.lora_down.weight": [2, 6, 1, 1],
            ],
            [
                "conv.lora_up.weight": [4, 2, 1, 1], "conv.lora_mid.weight": [2, 2],
                "conv.lora_down.weight": [2, 6, 1, 1],
            ],
            [
                "linear.hada_w1_a": [4, 2], "linear.hada_w1_b": [2, 6], "linear.hada_w2_a": [4, 3],
                "linear.hada_w2_b": [2, 6],
            ],
            ["linear.lokr_w1": [2, 2], "linear.lokr_w2": [2, 2]],
            ["linear.lokr_w1": [2], "linear.lokr_w2": [2, 3]],
            ["linear.lokr_w1": [2, 2], "linear.lokr_w2_a": [2, 5], "linear.lokr_w2_b": [4, 3]],
            [
                "linear.a1.weight": [6, 2], "linear.a2.weight": [2, 6], "linear.b1.weight": [5, 2],
                "linear.b2.weight": [2, 6],
            ],
            ["linear.oft_blocks": [2, 2, 3]], ["linear.oft_blocks": [3, 2, 2]],
            ["linear.oft_blocks": [4]], ["linear.oft_diag": [2, 2, 2, 2]],
            ["linear.oft_blocks": [3, 2, 2, 2]], ["linear.oft_blocks": [200, 2, 2, 2]],
            ["linear.oft_blocks": [1, 4, 1, 1]],
            ["linear.oft_blocks": [2, 2, 2], "linear.rescale": [3]],
            ["linear.weight": [5], "linear.on_input": []],
            ["linear.weight": [4], "linear.on_input": [2]],
            ["linear.diff": [4, 5]], ["linear.set_weight": [4, 5]], ["norm.w_norm": [5]],
            ["norm.b_norm": [5]],
            ["linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [2, 5]],
        ] as [[String: [Int]]])
    func `tensors that do not make a change of the weight's shape are refused`(
        tensors: [String: [Int]]
    ) throws {
        let match = try match(tensors)
        #expect(match.matched == 0 && match.unmatched.isEmpty)
        let error = #expect(throws: AdapterError.self) { try match.check(for: nil) }
        guard case .shape(let module, let file, _, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(module.hasPrefix("lora_unet_"))
        #expect(file == match.adapter.file.path)
    }

    @Test func `an error shows both shapes`() throws {
        let error = try match([
            "linear.lora_up.weight": [4, 2], "linear.lora_down.weight": [2, 768],
        ])
        .misfit
        let text = "\(try #require(error))"
        #expect(text.hasPrefix("\"lora_unet_linear\" in "))
        #expect(
            text.contains(
                "of [2, 768] and [4, 2], does not fit \"linear.weight\", which is [4, 6]"))
    }

    @Test(arguments: [Float.nan, .infinity])
    func `an alpha that is no number is refused`(alpha: Float) throws {
        let lora: [String: (shape: [Int], values: [Float])] = [
            "lora_unet_linear.lora_up.weight": ([4, 1], [1, 1, 1, 1]),
            "lora_unet_linear.lora_down.weight": ([1, 6], [1, 1, 1, 1, 1, 1]),
            "lora_unet_linear.alpha": ([], [alpha]),
        ]
        try withFile(lora) { file in
            let match = AdapterMatch(
                try AdapterFile(file), in: [AdapterTargets(Self.shapes, side: .unet)])
            var patches = WeightPatches()
            let error = #expect(throws: AdapterError.self) {
                try patches.add(match, network: 0, strength: 1)
            }
            #expect(error == .number(module: "lora_unet_linear", file: file.path, part: "alpha"))
        }
    }
}
