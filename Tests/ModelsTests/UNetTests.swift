import Layers
import Testing
import Torch

@testable import Models

@Suite struct UNetTests {
    init() throws { try LibTorch.load() }

    private func unet(_ name: String, heads: HeadCount, dtype: DType = .float32) throws -> UNet {
        let w = try fixture(name, dtype: dtype)[prefix: "model.diffusion_model."]
        return try torch { try UNet(w, heads: heads) }
    }

    private func run(_ unet: UNet, _ case: Weights) throws -> Tensor {
        try torch {
            unet(
                try `case`.tensor("x"), at: try `case`.tensor("timestep"),
                context: try `case`.tensor("context"),
                vector: `case`.has("vector") ? try `case`.tensor("vector") : nil)
        }
    }

    @Test(
        arguments: [
            ("unet-sd1", ["16x24", "12x20", "9x13"], HeadCount.count(8)),
            ("unet-sd1-defaults", ["16x24", "9x13"], .count(8)),
            ("unet-sd2", ["16x24", "9x13"], .channels(64)),
            ("unet-sdxl", ["16x24", "12x20", "9x13"], .channels(64)),
        ])
    func `its output is diffusers'`(name: String, sizes: [String], heads: HeadCount) throws {
        let unet = try unet(name, heads: heads)
        for size in sizes {
            let golden = try fixture("\(name).\(size)")
            let out = try run(unet, golden)
            #expect(try deviation(of: out, from: golden.tensor("out")) <= 1e-4)
        }
    }

    @Test func `a transformer with 64-channel heads gives diffusers' output`() throws {
        let w = try fixture("transformer-64-channel-heads")
        let place = w["model.diffusion_model.input_blocks.4.1"]
        let golden = try fixture("transformer-64-channel-heads.out")
        let shape = try UNetShape(
            w["model.diffusion_model"], heads: .channels(64), groups: 32, embedding: 0)
        let out = try torch {
            let transformer = try SpatialTransformer(place, channels: 128, shape)
            return transformer(try golden.tensor("x"), try golden.tensor("context"))
        }
        #expect(try deviation(of: out, from: golden.tensor("out")) <= 1e-4)
    }

    @Test func `SDXL's size vector is cosines, then sines, of each number`() throws {
        let golden = try fixture("unet-sdxl.16x24")
        let sizes = try golden.tensor("sizes")
        let pooled = try golden.tensor("pooled")
        let vector = Tensor.concatenated(
            [
                pooled,
                Sinusoid.embedding(of: sizes.flattened(from: 0), channels: 256)
                    .reshaped(2, 6 * 256),
            ], dim: 1)
        #expect(try deviation(of: vector, from: golden.tensor("vector")) <= 1e-6)
    }

    @Test func `an odd width ends its timestep embedding with a zero`() throws {
        let embedding = Sinusoid.embedding(of: Tensor([0, 1], shape: [2]), channels: 5)
        let values = try embedding.floats()
        #expect(embedding.shape == [2, 5])
        #expect(values[0..<5] == [1, 1, 0, 0, 0])
        #expect(values[9] == 0 && values[5] != 0)
    }

    @Test func `its widths are those of the file`() throws {
        let sd1 = try unet("unet-sd1", heads: .count(8))
        let sdxl = try unet("unet-sdxl", heads: .channels(64))
        #expect((sd1.latentChannels, sd1.contextWidth, sd1.vectorWidth) == (4, 12, nil))
        #expect((sdxl.latentChannels, sdxl.contextWidth, sdxl.vectorWidth) == (4, 20, 1548))
    }

    @Test func `the vector changes what SDXL draws`() throws {
        let golden = try fixture("unet-sdxl.16x24")
        let unet = try unet("unet-sdxl", heads: .channels(64))
        let other = try torch {
            unet(
                try golden.tensor("x"), at: try golden.tensor("timestep"),
                context: try golden.tensor("context"), vector: try golden.tensor("vector") * -1)
        }
        #expect(try deviation(of: other, from: golden.tensor("out")) > 1e-2)
    }

    @Test(arguments: ["unet-sd1", "unet-sdxl"])
    func `in bfloat16 it stays near float32`(name: String) throws {
        let golden = try fixture("\(name).16x24")
        let unet = try unet(name, heads: .count(8), dtype: .bfloat16)
        let out = try run(unet, golden)
        #expect(out.dtype == .bfloat16)
        // A thousand roundings of 2⁻⁹ each, at random.
        #expect(try deviation(of: out, from: golden.tensor("out")) <= 0.2)
    }

    @Test func `the heads in the metadata go before the family's`() throws {
        var draft = try Draft("unet-sd1-defaults")
        let golden = try fixture("unet-sd1-defaults.9x13")
        draft.metadata["kiln.unet.heads"] = "8"
        let named = try UNet(
            draft.weights()[prefix: "model.diffusion_model."], heads: .channels(2))
        #expect(try deviation(of: run(named, golden), from: golden.tensor("out")) <= 1e-4)
        draft.metadata = ["kiln.unet.head_channels": "16"]
        let other = try UNet(draft.weights()[prefix: "model.diffusion_model."], heads: .count(8))
        #expect(try deviation(of: run(other, golden), from: golden.tensor("out")) > 1e-3)
    }
}

@Suite struct UNetErrorTests {
    private let prefix = "model.diffusion_model."

    init() throws { try LibTorch.load() }

    private func error(of draft: Draft, heads: HeadCount = .count(8)) throws -> WeightsError? {
        let w = try draft.weights()
        return #expect(throws: WeightsError.self) { try UNet(w[prefix: prefix], heads: heads) }
    }

    @Test(
        arguments: [
            "time_embed.2.bias", "input_blocks.0.0.weight", "input_blocks.1.0.in_layers.2.weight",
            "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight",
            "middle_block.1.proj_out.bias", "output_blocks.0.0.skip_connection.weight",
            "out.2.weight",
        ])
    func `a missing tensor is named in full`(key: String) throws {
        var draft = try Draft("unet-sd1-defaults")
        #expect(draft.tensors.removeValue(forKey: prefix + key) != nil)
        let error = try error(of: draft)
        guard case .missing(prefix + key, let file) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file.hasSuffix(".safetensors"))
    }

    @Test func `every tensor of the file is needed`() throws {
        let draft = try Draft("unet-sd1-defaults")
        for key in draft.tensors.keys.sorted() {
            var draft = draft
            draft.tensors[key] = nil
            _ = try error(of: draft)
        }
    }

    @Test func `a vector that is embedded by half is missing the rest`() throws {
        var draft = try Draft("unet-sdxl")
        draft.tensors[prefix + "label_emb.0.2.weight"] = nil
        guard case .missing(let key, _) = try error(of: draft) else {
            Issue.record("not missing")
            return
        }
        #expect(key == prefix + "label_emb.0.2.weight")
    }

    @Test func `a missing output block is named`() throws {
        var draft = try Draft("unet-sd1-defaults")
        draft.tensors = draft.tensors.filter { !$0.key.contains("output_blocks.1.") }
        guard case .missing(let key, _) = try error(of: draft) else {
            Issue.record("not missing")
            return
        }
        #expect(key.hasPrefix(prefix + "output_blocks.1.0."))
    }

    @Test(
        arguments: [
            ("input_blocks.0.0.weight", [32, 36], [nil, nil, 3, 3]),
            ("input_blocks.1.0.in_layers.2.weight", [32, 16, 3, 6], [nil, 32, 3, 3]),
            ("input_blocks.1.0.emb_layers.1.weight", [64, 64], [32, 128]),
            ("input_blocks.1.1.transformer_blocks.0.attn2.to_v.weight", [16, 32], [32, 16]),
            ("input_blocks.1.1.transformer_blocks.0.norm1.weight", [2, 16], [32]),
            ("out.0.weight", [16, 2], [32]),
        ])
    func `a tensor of another shape is named with the shape that fits`(
        key: String, got: [Int], expected: [Int?]
    ) throws {
        var draft = try Draft("unet-sd1-defaults")
        draft.tensors[prefix + key]?.shape = got
        let error = try error(of: draft)
        guard case .shape(prefix + key, _, got, expected) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `channels that do not split into the heads are refused`() throws {
        let error = try error(of: Draft("unet-sd1-defaults"), heads: .channels(64))
        guard case .uneven(let place, _, 32, "heads of 64 channels") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(place == prefix + "input_blocks.1.1.transformer_blocks.0.attn1")
    }

    @Test func `channels that do not split into the norm's groups are refused`() throws {
        var draft = try Draft("unet-sd1-defaults")
        draft.metadata["kiln.norm_groups"] = "5"
        guard case .uneven(_, _, 32, "5 groups") = try error(of: draft) else {
            Issue.record("not refused")
            return
        }
    }

    @Test(arguments: ["0", "-8", "eight", "", "99999999999999999999"])
    func `a count in the metadata that is none is refused`(value: String) throws {
        var draft = try Draft("unet-sd1-defaults")
        draft.metadata["kiln.unet.heads"] = value
        guard case .metadata("kiln.unet.heads", _, value, _) = try error(of: draft) else {
            Issue.record("not refused")
            return
        }
    }
}
