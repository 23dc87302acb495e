import Checkpoints
import Layers
import Testing
import Torch

/// Text encoders, whose modules adapters call by Hugging Face's names in either layout.
@Suite struct AdapterTextTests {
    init() throws { try LibTorch.load() }

    private static let block = "transformer.resblocks.0."

    /// An encoder in OpenCLIP's layout, two channels wide.
    private static let openCLIP: [String: (shape: [Int], values: [Float])] = [
        block + "attn.in_proj_weight": ([6, 2], (0..<12).map(Float.init)),
        block + "attn.in_proj_bias": ([6], [0, 1, 2, 3, 4, 5]),
        block + "attn.out_proj.weight": ([2, 2], [0, 1, 2, 3]),
        block + "attn.out_proj.bias": ([2], [0, 1]),
        block + "mlp.c_fc.weight": ([8, 2], Array(repeating: 0, count: 16)),
        "ln_final.weight": ([2], [1, 1]), "ln_final.bias": ([2], [0, 0]),
        "positional_embedding": ([3, 2], [0, 1, 2, 3, 4, 5]),
        "text_projection": ([2, 3], [0, 1, 2, 3, 4, 5]),
    ]

    /// A tensor of the encoder after an adapter's changes.
    private func changed(
        _ name: String, by adapter: [String: (shape: [Int], values: [Float])]
    ) throws -> [Float] {
        try withFile(Self.openCLIP) { model in
            try withFile(adapter) { file in
                let targets = AdapterTargets(
                    model.tensors.mapValues(\.shape), side: .secondText)
                let match = AdapterMatch(try AdapterFile(file), in: [targets])
                try match.check(for: nil)
                #expect(match.unmatched.isEmpty)
                var patches = WeightPatches()
                try patches.add(match, network: 0, strength: 1)
                return try Weights(TensorStore(model), patches: patches).tensor(name).floats()
            }
        }
    }

    @Test func `queries, keys and values are rows of one tensor`() throws {
        let attention = "lora_te2_text_model_encoder_layers_0_self_attn_"
        let weight = try changed(
            Self.block + "attn.in_proj_weight",
            by: [
                attention + "q_proj.diff": ([2, 2], [10, 10, 10, 10]),
                attention + "v_proj.diff": ([2, 2], [30, 30, 30, 40]),
            ])
        #expect(weight == [10, 11, 12, 13, 4, 5, 6, 7, 38, 39, 40, 51])
        let bias = try changed(
            Self.block + "attn.in_proj_bias", by: [attention + "k_proj.diff_b": ([2], [20, 30])])
        #expect(bias == [0, 1, 22, 33, 4, 5])
    }

    @Test func `two changes of the same rows follow each other`() throws {
        let attention = "text_encoder_2.text_model.encoder.layers.0.self_attn."
        let weight = try changed(
            Self.block + "attn.in_proj_weight",
            by: [
                attention + "k_proj.diff": ([2, 2], [1, 1, 1, 1]),
                "text_encoder_2.transformer.resblocks.0.attn.in_proj.diff": (
                    [6, 2], Array(repeating: 100, count: 12)
                ),
            ])
        #expect(weight == [100, 101, 102, 103, 105, 106, 107, 108, 108, 109, 110, 111])
    }

    @Test func `the text projection is stored with rows and columns exchanged`() throws {
        let projection = try changed(
            "text_projection",
            by: ["lora_te2_text_projection.diff": ([3, 2], [10, 20, 30, 40, 50, 60])])
        #expect(projection == [10, 31, 52, 23, 44, 65])
    }

    @Test func `norms, positions and the widening layer have their own names`() throws {
        let text = "lora_te2_text_model_"
        #expect(
            try changed("ln_final.weight", by: [text + "final_layer_norm.w_norm": ([2], [1, 2])])
                == [2, 3])
        #expect(
            try changed(
                "positional_embedding",
                by: [
                    text + "embeddings_position_embedding.diff": ([3, 2], [1, 1, 1, 1, 1, 1])
                ]) == [1, 2, 3, 4, 5, 6])
        #expect(
            try changed(
                Self.block + "mlp.c_fc.weight",
                by: [text + "encoder_layers_0_mlp_fc1.diff": ([8, 2], (0..<16).map(Float.init))])
                == (0..<16).map(Float.init))
    }
}
