import Foundation
import Testing

@testable import Checkpoints

@Suite struct ConversionTests {
    private let folder: TemporaryFolder
    private var output: String { folder.path + "/out.safetensors" }

    init() throws { folder = try TemporaryFolder() }

    /// A file as it comes out.
    private func converted(
        _ path: String, to type: Conversion.ElementType? = nil
    ) throws -> CheckpointFile {
        let conversion = try Conversion(of: CheckpointFile(opening: path), to: type)
        #expect(try conversion.write(to: output) == 0)
        return try CheckpointFile(opening: output)
    }

    @Test(arguments: ["sd1", "sd2", "sdxl"])
    func `a pipeline's folder comes out as the checkpoint it was made from`(
        family: String
    ) throws {
        let path = try DiffusersFixture.path(family)
        let original = try CheckpointFile(opening: path + ".safetensors").everything()
        let result = try converted(path).everything()
        // transformers does not keep the numbers of the positions, nor OpenCLIP's temperature.
        var dropped = ["embeddings.position_ids", "logit_scale"]
        var added: [String] = []
        if family == "sd2" {
            dropped += ["cond_stage_model.model.text_projection"]
            added = ["v_pred", "ztsnr"]
        }
        let kept = original.filter { tensor in !dropped.contains { tensor.key.hasSuffix($0) } }
        #expect(Set(result.keys) == Set(kept.keys).union(added))
        // The last layer of SD 2.x's encoder, which diffusers leaves out.
        let replaced = "cond_stage_model.model.transformer.resblocks.2."
        for (name, tensor) in kept {
            if name.hasPrefix(replaced) {
                #expect(result[name]?.shape == tensor.shape && result[name]?.type == tensor.type)
                #expect(result[name]?.bytes.allSatisfy { $0 == 0 } == true)
            } else {
                #expect(result[name] == tensor, "\(name)")
            }
        }
    }

    @Test func `a VAE of its own gets the original names without a prefix`() throws {
        let original = try CheckpointFile(opening: DiffusersFixture.path("sd1.safetensors"))
            .everything()
        let result = try converted(DiffusersFixture.path("old-vae")).everything()
        let prefix = "first_stage_model."
        #expect(result.count == original.keys.count { $0.hasPrefix(prefix) })
        for (name, tensor) in result { #expect(original[prefix + name] == tensor, "\(name)") }
    }

    @Test func `a shard index of a UNet gets the original names without a prefix`() throws {
        let index = "sd1/unet/diffusion_pytorch_model.safetensors.index.json"
        let original = try CheckpointFile(opening: DiffusersFixture.path("sd1.safetensors"))
            .everything()
        let result = try converted(DiffusersFixture.path(index)).everything()
        let prefix = "model.diffusion_model."
        #expect(result.count == original.keys.count { $0.hasPrefix(prefix) })
        for (name, tensor) in result { #expect(original[prefix + name] == tensor, "\(name)") }
    }

    @Test func `a checkpoint in the original layout comes out as it is, byte by byte`() throws {
        // The format's own library wrote it, in the same order.
        let path = try DiffusersFixture.path("sdxl.safetensors")
        _ = try converted(path)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: output))
                == Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test func `metadata is kept, and what the configuration says is noted`() throws {
        let metadata = try converted(DiffusersFixture.path("sd2")).metadata
        #expect(
            metadata == [
                "format": "pt", "modelspec.prediction_type": "v_prediction", "ztsnr": "true",
            ])
    }

    @Test(arguments: Conversion.ElementType.allCases)
    func `every floating-point tensor comes out in the type asked for`(
        type: Conversion.ElementType
    ) throws {
        let path = try DiffusersFixture.path("sd1.safetensors")
        let before = try CheckpointFile(opening: path)
        let after = try converted(path, to: type)
        for (name, info) in before.tensors {
            #expect(after.tensors[name]?.type == (info.type == .i64 ? .i64 : type.stored))
        }
        let ids = "cond_stage_model.transformer.text_model.embeddings.position_ids"
        #expect(before.tensors[ids]?.type == .i64)
        #expect(try after.elements(ids) == before.elements(ids))
        let name = "model.diffusion_model.out.2.bias"
        let halves = try before.elements(name).numbers { Float(Float16(bitPattern: $0)) }
        if type == .float32 {
            #expect(try after.elements(name).numbers { Float(bitPattern: $0) } == halves)
        }
    }

    @Test func `numbers beyond the new type are counted`() throws {
        let values: [Float] = [1, 65_519, 65_520, -1e9, .infinity, .nan]
        let bytes = values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
        let path = try folder.write(
            fileBytes("{\(entry("t", "F32", [6], 0, 24))}") + bytes)
        let conversion = try Conversion(of: CheckpointFile(opening: path), to: .float16)
        #expect(try conversion.write(to: output) == 2)
    }

    @Test func `a network that the original layout has no names for is refused`() throws {
        let names = [
            "down_blocks.0.resnets.0.conv1", "time_embedding.linear_1", "encoder_hid_proj",
        ]
        let entries = names.enumerated().map { entry("\($1).weight", "U8", [1], $0, $0 + 1) }
        let path = try folder.write(
            fileBytes("{\(entries.joined(separator: ","))}", data: names.count))
        let file = try CheckpointFile(opening: path)
        #expect(throws: ConversionError.unknownTensor("encoder_hid_proj.weight", file: path)) {
            try Conversion(of: file)
        }
    }

    @Test(arguments: [
        ("text_model.encoder.layers.0.self_attn.k_proj.weight", false),
        ("text_model.encoder.layers.0.self_attn.x_proj.weight", true),
        ("text_model.encoder.layers.weight", true), ("text_model.unheard.weight", true),
        ("text_projection.weight", false),
    ])
    func `a text encoder that does not fit OpenCLIP's layout is refused`(
        name: String, isUnknown: Bool
    ) throws {
        let path = try text([entry(name, "F16", [2], 0, 4)], bytes: 4)
        let key = "text_encoder_2/" + name
        let expected: ConversionError =
            isUnknown ? .unknownTensor(key, file: path) : .unfitTensor(key, file: path)
        let file = try CheckpointFile(opening: path)
        #expect(throws: expected) { try Conversion(of: file) }
    }

    @Test func `projections of different shapes are not joined`() throws {
        let entries = ["q", "k", "v"].enumerated().map { index, letter in
            entry(
                "text_model.encoder.layers.0.self_attn.\(letter)_proj.weight", "U8",
                letter == "v" ? [1, 4] : [2, 2], 4 * index, 4 * index + 4)
        }
        let path = try text(entries, bytes: 12)
        let file = try CheckpointFile(opening: path)
        #expect(throws: ConversionError.self) { try Conversion(of: file) }
    }

    /// A pipeline with a second text encoder alone.
    private func text(_ entries: [String], bytes: Int) throws -> String {
        let path = folder.path + "/pipeline"
        try FileManager.default.createDirectory(
            atPath: path + "/text_encoder_2", withIntermediateDirectories: true)
        _ = try folder.write(
            fileBytes("{\(entries.joined(separator: ","))}", data: bytes),
            to: "pipeline/text_encoder_2/model.safetensors")
        return path
    }
}

extension [UInt8] {
    /// Little-endian words as numbers.
    func numbers<Bits: FixedWidthInteger, Number>(_ number: (Bits) -> Number) -> [Number] {
        let size = MemoryLayout<Bits>.size
        return stride(from: 0, to: count, by: size).map { start in
            number(self[start..<start + size].reversed().reduce(Bits(0)) { $0 << 8 | Bits($1) })
        }
    }
}
