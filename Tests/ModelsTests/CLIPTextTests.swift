import Checkpoints
import Layers
import Testing
import Torch

@testable import Models

@Suite struct CLIPTextTests {
    init() throws { try LibTorch.load() }

    @Test(
        arguments: [
            ("text-sd1", "cond_stage_model.transformer.", "text-sd1.out"),
            ("text-sd1-old-names", "cond_stage_model.transformer.", "text-sd1.out"),
            ("text-sd1-defaults", "cond_stage_model.transformer.", "text-sd1-defaults.out"),
            ("text-sd2", "cond_stage_model.model.", "text-sd2.out"),
            ("text-sd2-defaults", "cond_stage_model.model.", "text-sd2-defaults.out"),
            ("text-sdxl", "conditioner.embedders.0.transformer.", "text-sdxl.l"),
            ("text-sdxl", "conditioner.embedders.1.model.", "text-sdxl.g"),
        ])
    func `its states are transformers' and open_clip's`(
        name: String, prefix: String, results: String
    ) throws {
        let golden = try fixture(results)
        let text = try CLIPText(fixture(name)[prefix: prefix])
        let ids = try golden.tensor("ids").to(.int64)
        for (skip, norm, expected) in [
            (1, false, "hidden_1"), (2, false, "hidden_2"), (1, true, "final_norm"),
            (2, true, "final_norm_2"),
        ] {
            let output = try torch { text(ids, skip: skip, finalNorm: norm) }
            #expect(try deviation(of: output.hidden, from: golden.tensor(expected)) <= 1e-4)
            #expect(try deviation(of: output.pooled, from: golden.tensor("pooled")) <= 1e-4)
        }
    }

    @Test func `skipping more layers than there are gives the embeddings`() throws {
        let text = try CLIPText(fixture("text-sd1")["cond_stage_model.transformer"])
        let ids = try fixture("text-sd1.out").tensor("ids").to(.int64)
        #expect(text.depth == 3)
        let (most, more) = (
            text(ids, skip: 4, finalNorm: false), text(ids, skip: 12, finalNorm: false)
        )
        let (least, less) = (
            text(ids, skip: 1, finalNorm: false), text(ids, skip: 0, finalNorm: false)
        )
        #expect(try most.hidden.floats() == more.hidden.floats())
        #expect(try least.hidden.floats() == less.hidden.floats())
        #expect(try most.hidden.floats() != least.hidden.floats())
    }

    @Test func `later tokens do not change what stands before them`() throws {
        let text = try CLIPText(fixture("text-sd2")["cond_stage_model.model"])
        let a = text(
            Tensor([510, 1, 2, 3, 511] as [Int], shape: [1, 5]), skip: 1, finalNorm: false)
        let b = text(
            Tensor([510, 1, 2, 9, 511] as [Int], shape: [1, 5]), skip: 1, finalNorm: false)
        let same = try deviation(
            of: b.hidden.narrowed(1, from: 0, count: 3),
            from: a.hidden.narrowed(1, from: 0, count: 3))
        let other = try deviation(
            of: b.hidden.narrowed(1, from: 3, count: 2),
            from: a.hidden.narrowed(1, from: 3, count: 2))
        #expect(same <= 1e-5)
        #expect(other > 1e-2)
    }

    @Test func `a projection in Hugging Face's names is transposed`() throws {
        let golden = try fixture("text-sd1.out")
        var draft = try Draft("text-sd1")
        // The first two channels swapped, and the rest left out.
        let rows = (0..<48).map { $0 == 1 || $0 == 24 ? Float(1) : 0 }
        draft.tensors["cond_stage_model.transformer.text_projection.weight"] = .init(
            rows, shape: [2, 24])
        let text = try CLIPText(draft.weights()["cond_stage_model.transformer"])
        let pooled = text(try golden.tensor("ids").to(.int64), skip: 1, finalNorm: false).pooled
        let whole = try golden.tensor("pooled")
        let expected = Tensor.concatenated(
            [whole.narrowed(1, from: 1, count: 1), whole.narrowed(1, from: 0, count: 1)], dim: 1)
        #expect(try deviation(of: pooled, from: expected) <= 1e-4)
    }

    @Test func `OpenCLIP's wide encoders keep their activation in Hugging Face's names`() throws {
        let open = try CLIPText(Self.wide(openCLIP: true).weights())
        let face = try CLIPText(Self.wide(openCLIP: false).weights())
        let ids = Tensor([0, 2, 1, 3] as [Int], shape: [1, 4])
        let (a, b) = try torch {
            (open(ids, skip: 1, finalNorm: false), face(ids, skip: 1, finalNorm: false))
        }
        #expect(try deviation(of: b.hidden, from: a.hidden) <= 1e-6)
    }

    /// One layer of 1024 channels whose attention gives nothing, in either layout.
    private static func wide(openCLIP: Bool) -> Draft {
        let width = 1024
        var draft = Draft()
        func wave(_ shape: [Int], _ phase: Int) -> Draft.Entry {
            let count = shape.reduce(1, *)
            return .init((0..<count).map { Float(($0 * 7 + phase) % 23) / 11 - 1 }, shape: shape)
        }
        func nothing(_ shape: [Int]) -> Draft.Entry {
            .init(
                type: .f16, shape: shape,
                bytes: Array(repeating: 0, count: 2 * shape.reduce(1, *)))
        }
        func norm(_ name: String) {
            draft.tensors[name + ".weight"] = wave([width], 3)
            draft.tensors[name + ".bias"] = wave([width], 5)
        }
        let layer = openCLIP ? "transformer.resblocks.0." : "encoder.layers.0."
        for (index, name) in [
            "embeddings.token_embedding.weight", "embeddings.position_embedding.weight",
        ]
        .enumerated() {
            let own = ["token_embedding.weight", "positional_embedding"][index]
            draft.tensors[openCLIP ? own : name] = wave([4, width], index)
        }
        if openCLIP {
            draft.tensors[layer + "attn.in_proj_weight"] = nothing([3 * width, width])
            draft.tensors[layer + "attn.in_proj_bias"] = nothing([3 * width])
        }
        for name in openCLIP
            ? ["attn.out_proj"]
            : ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"]
        {
            draft.tensors[layer + name + ".weight"] = nothing([width, width])
            draft.tensors[layer + name + ".bias"] = nothing([width])
        }
        let mlp = openCLIP ? ["mlp.c_fc", "mlp.c_proj"] : ["mlp.fc1", "mlp.fc2"]
        draft.tensors[layer + mlp[0] + ".weight"] = wave([8, width], 1)
        draft.tensors[layer + mlp[0] + ".bias"] = wave([8], 2)
        draft.tensors[layer + mlp[1] + ".weight"] = wave([width, 8], 4)
        draft.tensors[layer + mlp[1] + ".bias"] = wave([width], 6)
        norm(layer + (openCLIP ? "ln_1" : "layer_norm1"))
        norm(layer + (openCLIP ? "ln_2" : "layer_norm2"))
        norm(openCLIP ? "ln_final" : "final_layer_norm")
        return draft
    }

    @Test func `its sizes are those of the file`() throws {
        let w = try fixture("text-sdxl")
        let first = try CLIPText(w["conditioner.embedders.0.transformer"])
        let second = try CLIPText(w["conditioner.embedders.1.model"])
        #expect((first.width, first.depth, first.vocabulary, first.positions) == (24, 3, 512, 77))
        #expect((second.width, second.depth) == (40, 4))
    }

    @Test(arguments: [
        ("text-sd1", "cond_stage_model.transformer."), ("text-sd2", "cond_stage_model.model."),
    ])
    func `every tensor that computes is needed`(name: String, prefix: String) throws {
        let draft = try Draft(name)
        let idle = ["position_ids", "logit_scale", "text_projection"]
        for key in draft.tensors.keys.sorted() where !idle.contains(where: key.hasSuffix) {
            var draft = draft
            draft.tensors[key] = nil
            let w = try draft.weights()
            let error = #expect(throws: WeightsError.self) { try CLIPText(w[prefix: prefix]) }
            #expect(error.map { "\($0)".contains(w.file) } == true)
        }
    }

    @Test func `a fused projection of another height is refused`() throws {
        var draft = try Draft("text-sd2")
        let key = "cond_stage_model.model.transformer.resblocks.1.attn.in_proj_weight"
        draft.tensors[key]?.shape = [24, 72]
        let w = try draft.weights()
        let error = #expect(throws: WeightsError.self) {
            try CLIPText(w["cond_stage_model.model"])
        }
        #expect(error == .shape(key: key, file: w.file, got: [24, 72], expected: [72, 24]))
    }

    @Test func `a token beyond the vocabulary is an error, not a crash`() throws {
        let text = try CLIPText(fixture("text-sd1")["cond_stage_model.transformer"])
        let error = #expect(throws: TorchError.self) {
            _ = try torch { text(Tensor([512] as [Int], shape: [1, 1]), skip: 1, finalNorm: true) }
        }
        guard case .failed("embedding", let inputs, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(inputs == ["float32[512, 24]", "int64[1, 1]"])
    }
}
