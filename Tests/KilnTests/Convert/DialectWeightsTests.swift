import Checkpoints
import Foundation
import Layers
import Models
import Testing
import Torch

/// Models read from diffusers' folders against the same weights in the original layout.
@Suite struct DialectWeightsTests {
    /// A file or folder that `tools/goldens/diffusers_folders.py` wrote.
    private func file(_ name: String) throws -> CheckpointFile {
        let tests = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = "CheckpointsTests/Fixtures/diffusers/" + name
        return try CheckpointFile(opening: tests.appendingPathComponent(path).path)
    }

    private func weights(_ name: String, below prefix: String) throws -> Weights {
        let file = try file(name)
        let dialect = Dialect.spoken(by: file.tensors.keys, below: prefix)
        return try Weights(file, component: prefix, dialect: dialect)
    }

    /// Numbers without a pattern, −1 to 1.
    private func numbers(_ shape: [Int]) -> Tensor {
        let values = (0..<shape.reduce(1, *)).map { Float(($0 * 7_919) % 2_003) / 1_001 - 1 }
        return Tensor(values, shape: shape)
    }

    @Test(arguments: [("sd1", 8, nil), ("sd2", 8, nil), ("sdxl", 16, 12)])
    func `a UNet of a folder computes what the original does`(
        family: String, context: Int, vector: Int?
    ) throws {
        let (x, text) = (numbers([1, 4, 8, 8]), numbers([1, 77, context]))
        let size = vector.map { numbers([1, $0]) }
        func result(_ weights: Weights) throws -> [Float] {
            let unet = try UNet(weights, heads: .count(2), groups: 2)
            let steps = Tensor([500], shape: [1])
            return try unet(x, at: steps, context: text, vector: size).floats()
        }
        let folder = try result(weights(family, below: "unet/"))
        let original = try result(
            weights(family + ".safetensors", below: "model.diffusion_model."))
        #expect(folder == original && folder.count == 256)
    }

    @Test func `a VAE of a folder computes what the original does`() throws {
        func result(_ weights: Weights) throws -> [Float] {
            try Autoencoder(weights, groups: 2).decode(numbers([1, 4, 4, 4])).floats()
        }
        let original = try result(weights("sdxl.safetensors", below: "first_stage_model."))
        #expect(try result(weights("sdxl", below: "vae/")) == original)
    }

    @Test func `a VAE with its attention's old names computes what the original does`() throws {
        func result(_ weights: Weights) throws -> [Float] {
            try Autoencoder(weights, groups: 2).decode(numbers([1, 4, 4, 4])).floats()
        }
        let original = try result(weights("sd1.safetensors", below: "first_stage_model."))
        #expect(try result(weights("old-vae", below: "")) == original)
    }

    /// The states of a text, `skip` layers from the encoder's end.
    private func states(_ weights: Weights, skip: Int) throws -> [Float] {
        let ids: [Int] = [22, 3, 1, 4, 1, 5, 9, 23]
        let encoder = try CLIPText(weights, heads: .count(2))
        return try encoder(Tensor(ids, shape: [1, 8]), skip: skip, finalNorm: true).hidden.floats()
    }

    @Test func `a text encoder of a folder gives the states of the original`() throws {
        let original = try weights("sd1.safetensors", below: "cond_stage_model.transformer.")
        let folder = try weights("sd1", below: "text_encoder/")
        #expect(try states(folder, skip: 1) == states(original, skip: 1))
    }

    @Test func `a converted SD 2.x encoder gives the original's states but the last`() throws {
        let path = NSTemporaryDirectory() + "converted-\(UUID().uuidString).safetensors"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try Conversion(of: file("sd2")).write(to: path)
        let prefix = "cond_stage_model.model."
        let original = try weights("sd2.safetensors", below: prefix)
        let converted = try Weights(CheckpointFile(opening: path), component: prefix)
        for skip in 2...4 {
            #expect(try states(converted, skip: skip) == states(original, skip: skip))
        }
        // The layer in the place of the one that diffusers leaves out hands its input on.
        #expect(try states(converted, skip: 1) == states(converted, skip: 2))
    }

    @Test func `errors tell the names in the file`() throws {
        let weights = try weights("sd2", below: "unet/")
        #expect(weights["input_blocks.1.0"].path == "unet/input_blocks.1.0")
        #expect(weights["input_blocks.1.1.norm"].path == "unet/down_blocks.0.attentions.0.norm")
        let error = #expect(throws: WeightsError.self) {
            try weights.tensor("input_blocks.1.0.in_layers.0.gain")
        }
        #expect("\(try #require(error))".contains("unet/down_blocks.0.resnets.0.norm1.gain"))
    }
}
