import Checkpoints
import Foundation
import Kiln
import KilnTesting
import Samplers
import Testing

@Suite struct FingerprintTests {
    private static let bias =
        "model.diffusion_model.output_blocks.11.1.transformer_blocks.0.norm1.bias"

    /// What a file is, written and read back.
    private func fingerprint(of file: SafetensorsBuilder) throws -> Fingerprint {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("kiln-\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try file.write(to: path)
        return Fingerprint(try CheckpointFile(opening: path))
    }

    @Test func `the published checkpoints are recognised with all their parts`() throws {
        let files = [HeaderCheckpoint.sd1(), HeaderCheckpoint.sd2(), HeaderCheckpoint.sdxl()]
        let found = try files.map(fingerprint)
        #expect(found.map(\.architecture) == [.sd1, .sd2, .sdxl])
        #expect(
            found.map(\.summary) == [
                "SD 1.x checkpoint", "SD 2.x checkpoint", "SDXL checkpoint",
            ])
        #expect(found.map { $0.unet?.width } == [768, 1024, 2048])
        #expect(found.map { $0.encoders.map(\.width) } == [[768], [1024], [768, 1280]])
        #expect(found.map { $0.vae?.width } == [4, 4, 4])
        #expect(found.map(\.prediction) == [.epsilon, .epsilon, .epsilon])
    }

    @Test func `parts are weighed and typed by what lies below their names`() throws {
        let found = try fingerprint(of: HeaderCheckpoint.sd1())
        let vae = try #require(found.vae)
        #expect(vae.bytes == 2 * (128 * 3 * 9 + 512 * 4 * 9 + 3 * 128 * 9))
        #expect(vae.type == "F16")
    }

    @Test(arguments: [(Float(0.05), PredictionType.epsilon), (0.2, .v)])
    func `an SD 2 checkpoint's prediction is read from the spread of one norm`(
        spread: Float, prediction: PredictionType
    ) throws {
        var file = HeaderCheckpoint.sd2()
        file.add(Self.bias, values: (0..<320).map { $0.isMultiple(of: 2) ? spread : -spread })
        #expect(try fingerprint(of: file).prediction == prediction)
    }

    @Test func `a checkpoint may say its prediction`() throws {
        var key = HeaderCheckpoint.sdxl()
        key.add("v_pred", [1])
        #expect(try fingerprint(of: key).prediction == .v)
        var metadata = HeaderCheckpoint.sd2()
        metadata.metadata["modelspec.prediction_type"] = "epsilon"
        metadata.add(Self.bias, values: [1, -1])
        #expect(try fingerprint(of: metadata).prediction == .epsilon)
    }

    @Test func `a denoiser alone is named with what it lacks`() throws {
        let file = HeaderCheckpoint.unet(context: 768, linear: false, vector: nil)
        let found = try fingerprint(of: file)
        #expect(found.summary == "SD 1.x UNet")
        #expect(found.architecture == .sd1)
    }

    @Test func `a header with absurd widths is planned or refused, never a trap`() throws {
        let huge = Int.max
        for vector in [0, 1, 1536, huge] {
            var file = SafetensorsBuilder()
            let prefix = "model.diffusion_model."
            file.add(prefix + "input_blocks.0.0.weight", [0, 4, 3, huge])
            file.add(prefix + "input_blocks.4.1.proj_in.weight", [0, huge])
            file.add(
                prefix + "input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight", [0, huge])
            file.add(prefix + "label_emb.0.0.weight", [0, vector])
            file.add("first_stage_model.decoder.conv_in.weight", [0, 4, huge])
            file.add("first_stage_model.decoder.conv_out.weight", [0, huge])
            file.add("conditioner.embedders.1.model.transformer.resblocks.0.ln_1.weight", [0])
            let folder = try TemporaryFolder()
            try folder.add("Stable-diffusion/absurd", file)
            #expect(folder.refusal { $0.checkpoint = "absurd" } != nil)
        }
        var vae = HeaderCheckpoint.unet(context: 768, linear: false, vector: nil)
        vae.add("first_stage_model.decoder.conv_in.weight", [0, 4])
        vae.add("first_stage_model.decoder.conv_out.weight", [0, Int.max])
        vae.add("cond_stage_model.model.transformer.resblocks.0.ln_1.weight", [768])
        vae.add("cond_stage_model.transformer.encoder.layers.0.layer_norm1.weight", [768])
        let folder = try TemporaryFolder()
        try folder.add("Stable-diffusion/wide", vae)
        let plan = try folder.plan { $0.checkpoint = "wide" }
        #expect(MemoryEstimate(plan).activations == Int.max / 2)
        #expect(MemoryEstimate(plan).total > 0)
    }

    @Test func `a file's texts do not steer the terminal`() throws {
        var file = HeaderCheckpoint.vae()
        file.metadata["title\u{1B}[2J"] = "a\nb\u{7}"
        let text = FileReport(try fingerprint(of: file)).text
        #expect(text.contains("title?[2J: a?b?"))
    }
}
