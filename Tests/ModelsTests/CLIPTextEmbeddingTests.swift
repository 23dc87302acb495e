import Layers
import Testing
import Torch

@testable import Models

@Suite struct CLIPTextEmbeddingTests {
    init() throws { try LibTorch.load() }

    private func learnt(_ golden: Weights) throws -> [LearntVectors] {
        try [1, 9, 69].map { LearntVectors(try golden.tensor("vectors_\($0)"), at: $0) }
    }

    @Test(
        arguments: [
            ("text-sd1", "cond_stage_model.transformer.", "text-sd1.learnt"),
            ("text-sd2", "cond_stage_model.model.", "text-sd2.learnt"),
            ("text-sdxl", "conditioner.embedders.0.transformer.", "text-sdxl.l.learnt"),
            ("text-sdxl", "conditioner.embedders.1.model.", "text-sdxl.g.learnt"),
        ])
    func `learnt vectors give transformers' and open_clip's states`(
        name: String, prefix: String, results: String
    ) throws {
        let golden = try fixture(results)
        let text = try CLIPText(fixture(name)[prefix: prefix])
        let ids = try golden.tensor("ids").to(.int64)
        for (skip, expected) in [(1, "hidden_1"), (2, "hidden_2")] {
            let output = try torch {
                text(ids, replacing: try learnt(golden), skip: skip, finalNorm: false)
            }
            #expect(try deviation(of: output.hidden, from: golden.tensor(expected)) <= 1e-5)
            #expect(try deviation(of: output.pooled, from: golden.tensor("pooled")) <= 1e-5)
        }
    }

    @Test func `the tokens that vectors replace have no effect, and none else is replaced`() throws
    {
        let golden = try fixture("text-sd1.learnt")
        let text = try CLIPText(fixture("text-sd1")["cond_stage_model.transformer"])
        var ids = try golden.tensor("ids").to(.int64).ints()
        func embedded() throws -> Tensor {
            try torch {
                let ids = Tensor(ids, shape: [2, 77])
                return text(ids, replacing: try learnt(golden), skip: 4, finalNorm: false).hidden
            }
        }
        let before = try embedded().floats()
        for position in [1, 9, 10, 11] + Array(69...75) { ids[position] = 300 }
        #expect(try embedded().floats() == before)
        ids[12] = ids[12] == 300 ? 301 : 300
        let (width, after) = (24, try embedded().floats())
        let changed = (0..<154).filter { position in
            let row = position * width..<(position + 1) * width
            return before[row] != after[row]
        }
        #expect(changed == [12])
    }

    @Test func `a token's own vector changes nothing`() throws {
        let w = try fixture("text-sd1")["cond_stage_model.transformer"]
        let text = try CLIPText(w)
        let table = try w["text_model.embeddings.token_embedding"].tensor(
            "weight", shape: [nil, nil])
        let ids = Tensor([510, 7, 8, 511] as [Int], shape: [1, 4])
        let own = LearntVectors(table.narrowed(0, from: 7, count: 2), at: 1)
        let states = try torch {
            [[], [own]].map { text(ids, replacing: $0, skip: 1, finalNorm: true).hidden }
        }
        #expect(try states[0].floats() == states[1].floats())
    }

    @Test(arguments: [(75, 3, 24), (-1, 1, 24), (77, 1, 24), (1, 1, 40)])
    func `vectors beyond the text or of another width are an error, not a crash`(
        position: Int, count: Int, width: Int
    ) throws {
        let text = try CLIPText(fixture("text-sd1")["cond_stage_model.transformer"])
        let ids = try fixture("text-sd1.learnt").tensor("ids").to(.int64)
        let vectors = LearntVectors(Tensor.zeros([count, width]), at: position)
        #expect(throws: TorchError.self) {
            _ = try torch { text(ids, replacing: [vectors], skip: 1, finalNorm: true) }
        }
    }
}
