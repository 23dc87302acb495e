import Checkpoints
import Foundation
import Testing

@Suite struct FolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A safetensors file with one tensor of four bytes.
    private func file(_ tensor: String, bytes: [UInt8] = [1, 2, 3, 4]) -> [UInt8] {
        fileBytes("{\(entry(tensor, "U8", [4], 0, 4))}") + bytes
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let path = "\(folder.path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path,
            withIntermediateDirectories: true)
        _ = try folder.write(bytes, to: name)
    }

    @Test func `a pipeline's tensors are named by its folders`() throws {
        let file = try CheckpointFile(opening: DiffusersFixture.path("sdxl"))
        #expect(
            Set(file.tensors.keys.compactMap { $0.split(separator: "/").first })
                == ["unet", "vae", "text_encoder", "text_encoder_2"])
        #expect(file.tensors["unet/conv_in.weight"]?.shape == [4, 4, 3, 3])
        #expect(Set(file.tensors.values.map(\.part)) == [0, 1, 2, 3])
        #expect(file.format == .safetensors)
    }

    @Test func `the configuration tells what tensors do not`() throws {
        let one = try CheckpointFile(opening: DiffusersFixture.path("sdxl")).metadata
        #expect(one["_class_name"] == "StableDiffusionXLPipeline")
        #expect(one["modelspec.prediction_type"] == "epsilon" && one["ztsnr"] == nil)
        let two = try CheckpointFile(opening: DiffusersFixture.path("sd2")).metadata
        #expect(two["modelspec.prediction_type"] == "v_prediction" && two["ztsnr"] == "true")
    }

    @Test func `a slash at the end of the path changes nothing`() throws {
        let path = try DiffusersFixture.path("sd2")
        let (plain, slashed) = (
            try CheckpointFile(opening: path), try CheckpointFile(opening: path + "/")
        )
        #expect(plain.tensors == slashed.tensors)
    }

    @Test(arguments: [
        (
            ["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors"],
            "diffusion_pytorch_model.safetensors"
        ),
        (
            [
                "diffusion_pytorch_model.non_ema.safetensors",
                "diffusion_pytorch_model.fp16.safetensors",
            ],
            "diffusion_pytorch_model.fp16.safetensors"
        ),
        (
            ["diffusion_pytorch_model.bin", "diffusion_pytorch_model.fp16.safetensors"],
            "diffusion_pytorch_model.fp16.safetensors"
        ),
        (["model.safetensors", "pytorch_model.bin"], "model.safetensors"),
        (["pytorch_model.bin", "unrelated.safetensors"], "pytorch_model.bin"),
    ])
    func `of several files one is read`(names: [String], expected: String) throws {
        for name in names { try write(file(name), to: "vae/\(name)") }
        for path in [folder.path, folder.path + "/vae"] {
            let prefix = path == folder.path ? "vae/" : ""
            let opened = try CheckpointFile(opening: path)
            #expect(Set(opened.tensors.keys) == [prefix + expected])
        }
    }

    @Test func `links as in Hugging Face's cache are followed`() throws {
        try write(file("conv_in.weight"), to: "blobs/ab12")
        try write(Array(#"{"_class_name": "X"}"#.utf8), to: "blobs/cd34")
        let snapshot = folder.path + "/snapshots/00"
        try FileManager.default.createDirectory(
            atPath: snapshot + "/unet", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: snapshot + "/unet/diffusion_pytorch_model.safetensors",
            withDestinationPath: "../../../blobs/ab12")
        try FileManager.default.createSymbolicLink(
            atPath: snapshot + "/model_index.json", withDestinationPath: "../../blobs/cd34")
        let opened = try CheckpointFile(opening: snapshot)
        #expect(try opened.elements("unet/conv_in.weight") == [1, 2, 3, 4])
        #expect(opened.metadata["_class_name"] == "X")
    }

    @Test func `a link into nowhere is named`() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/unet", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/unet/diffusion_pytorch_model.safetensors",
            withDestinationPath: "../blobs/gone")
        #expect(throws: CheckpointError.invalid(path: folder.path, rule: FolderRule.noWeights)) {
            try CheckpointFile(opening: folder.path)
        }
    }

    @Test func `a folder without weights is refused`() throws {
        try write(Array("{}".utf8), to: "model_index.json")
        let error = CheckpointError.invalid(path: folder.path, rule: FolderRule.noWeights)
        #expect(throws: error) { try CheckpointFile(opening: folder.path) }
        #expect("\(error)".contains("is not a valid diffusers folder: it holds no weights"))
    }

    @Test(arguments: [
        ("[]", ConfigRule.notJSON(offset: 0, expected: "\"{\"")),
        (#"{"a": 1, "a": 2}"#, .duplicateKey("a")),
        (#"{"a": [[[[0]]]]}"#, .tooDeep(offset: 9)),
        ("{\"a\": \"\u{1}\"}", .notJSON(offset: 7, expected: "the end of the string")),
        (String(repeating: " ", count: 1_000_001), .tooLarge(byteCount: 1_000_001)),
    ])
    func `a broken configuration is refused`(text: String, rule: ConfigRule) throws {
        try write(file("t"), to: "unet/diffusion_pytorch_model.safetensors")
        try write(Array(text.utf8), to: "scheduler/scheduler_config.json")
        let path = folder.path + "/scheduler/scheduler_config.json"
        #expect(throws: CheckpointError.invalid(path: path, rule: rule)) {
            try CheckpointFile(opening: folder.path)
        }
    }

    @Test func `a broken file of a folder is named with its path`() throws {
        try write([1, 2], to: "unet/diffusion_pytorch_model.safetensors")
        let path = folder.path + "/unet/diffusion_pytorch_model.safetensors"
        let rule = SafetensorsRule.headerTooSmall(fileSize: 2)
        #expect(throws: CheckpointError.invalid(path: path, rule: rule)) {
            try CheckpointFile(opening: folder.path)
        }
    }
}
