import Foundation
import Kiln
import KilnTesting
import Testing

/// What `kiln models` lists.
@Suite struct FolderReportTests {
    private typealias Model = HeaderModel

    private func write(
        _ name: String, _ tensors: HeaderModel.Tensors, in folder: LibraryFolder
    ) throws {
        let path = try folder.add("models/" + name, "")
        try SafetensorsBuilder(tensors).write(to: path)
    }

    /// A folder with a file for each purpose, and a broken one.
    private func folder() throws -> LibraryFolder {
        let folder = try LibraryFolder()
        try write(
            "Stable-diffusion/one.safetensors", Model.unet(context: 768) + Model.sd1Parts,
            in: folder)
        try write("Stable-diffusion/one.vae.safetensors", Model.vae(""), in: folder)
        try folder.add("models/Stable-diffusion/broken.safetensors", "<html>404")
        try write("VAE/ae.safetensors", Model.vae("", channels: 16), in: folder)
        try write("text_encoder/l.safetensors", Model.clip(""), in: folder)
        try write(
            "Lora/sub/style.safetensors",
            [
                ("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight", [1280, 8]),
                ("lora_unet_mid_block_attentions_0_proj_in.lora_down.weight", [8, 1280]),
            ], in: folder)
        try write("embeddings/inside.safetensors", [("emb_params", [2, 768])], in: folder)
        try write("../embeddings/beside.safetensors", [("emb_params", [2, 1024])], in: folder)
        try write(
            "ESRGAN/4x.safetensors",
            [("conv_first.weight", [64, 3, 3, 3]), ("body.0.rdb1.conv1.weight", [1])], in: folder)
        return folder
    }

    private func report(_ folder: LibraryFolder) -> FolderReport {
        FolderReport(LibraryListing(of: folder.path + "/models"), hashes: folder.hashes)
    }

    @Test func `every folder of the web UI is listed under what it is for`() throws {
        let folder = try folder()
        let report = report(folder)
        #expect(
            report.groups.map { [$0.title] + $0.files.map(\.name) } == [
                ["Checkpoints", "broken.safetensors", "one.safetensors", "one.vae.safetensors"],
                ["VAEs", "ae.safetensors"], ["Text encoders", "l.safetensors"],
                ["LoRAs", "sub/style.safetensors"], ["Embeddings", "inside.safetensors"],
                ["Embeddings", "beside.safetensors"], ["Upscalers", "4x.safetensors"],
            ])
        #expect(
            report.groups.flatMap(\.files).map(\.kind) == [
                nil, "checkpoint", "vae", "vae", "textEncoder", "lora", "embedding", "embedding",
                "upscaler",
            ])
    }

    @Test func `a broken file says why in its own line and hides no other`() throws {
        let folder = try folder()
        let broken = try #require(report(folder).groups.first?.files.first)
        #expect(broken.use == "is a web page; download the model again.")
        #expect(broken.error == broken.path + " " + broken.use)
        #expect(!broken.isUsable)
        #expect(broken.bytes == 9)
    }

    @Test func `hashes are shown where they are known, and none is computed`() throws {
        let folder = try folder()
        let path = folder.path + "/models/VAE/ae.safetensors"
        #expect(report(folder).groups.flatMap(\.files).allSatisfy { $0.sha256 == nil })
        let hash = try folder.hashes.sha256(path)
        let known = report(folder).groups.flatMap(\.files).filter { $0.sha256 != nil }
        #expect(known.map(\.sha256) == [hash])
        #expect(known.map(\.path) == [path])
    }

    @Test func `only some folders are listed if they are asked for`() throws {
        let folder = try folder()
        let root = folder.path + "/models"
        let some = try LibraryListing(of: root, folders: ["Lora", folder.path + "/embeddings"])
        #expect(some.shelves.map(\.title) == ["LoRAs", "Embeddings"])
        #expect(
            some.shelves.flatMap(\.files).map(\.name) == [
                "sub/style.safetensors", "beside.safetensors",
            ])
        #expect(throws: ModelFolderError.notAFolder("none")) {
            try LibraryListing(of: root, folders: ["none"])
        }
    }

    @Test func `a model in several files is one entry`() throws {
        let folder = try LibraryFolder()
        try folder.add("Stable-diffusion/pipe v1.5/model_index.json", "{}")
        try folder.add("Stable-diffusion/pipe v1.5/unet/model.safetensors")
        try folder.add("Stable-diffusion/big.safetensors.index.json", "{}")
        try folder.add("Stable-diffusion/big-00001-of-00002.safetensors")
        try folder.add("Stable-diffusion/big-00002-of-00002.safetensors")
        try folder.add("Stable-diffusion/bigger.safetensors")
        let models = try folder.models()
        #expect(
            models.checkpoints.map(\.name) == [
                "big.safetensors.index.json", "bigger.safetensors", "pipe v1.5",
            ])
        #expect(models.checkpoints.map(\.isFolder) == [false, false, true])
        #expect(try models.checkpoint(named: "pipe v1.5").stem == "pipe v1.5")
        let path = folder.path + "/Stable-diffusion/pipe v1.5"
        #expect(try models.checkpoint(named: path).path == path)
    }

    @Test func `columns stand in line`() throws {
        let folder = try folder()
        for file in report(folder).groups.flatMap(\.files) where file.error == nil {
            _ = try folder.hashes.sha256(file.path)
        }
        let report = report(folder)
        let lines = FolderTable(report).text.split(separator: "\n")
        let places = report.groups.flatMap(\.files).compactMap { file in
            file.sha256.flatMap { hash in
                lines.lazy.compactMap { line in
                    line.range(of: hash.prefix(10))
                        .map { line.distance(from: line.startIndex, to: $0.lowerBound) }
                }.first
            }
        }
        #expect(places.count == 8)
        #expect(Set(places).count == 1)
    }

    @Test(arguments: [60, 80, 100, 120, 160])
    func `no line is wider than the terminal`(width: Int) throws {
        let folder = try folder()
        try write(
            "Lora/" + String(repeating: "long ", count: 20) + "name.safetensors",
            [("emb_params", [2, 768])], in: folder)
        let report = report(folder)
        for line in FolderTable(report, width: width).text.split(separator: "\n")
        where !line.contains(" · ") && !line.contains("; ") {
            #expect(line.count <= width, "\(line)")
        }
        let wide = FolderTable(report).text
        #expect(wide.contains(String(repeating: "long ", count: 20) + "name.safetensors"))
    }

    @Test func `names do not steer the terminal`() throws {
        let folder = try LibraryFolder()
        try folder.add("models/Lora/a\u{1B}[2J.safetensors", "x")
        #expect(!FolderTable(report(folder)).text.contains("\u{1B}"))
    }

    @Test func `an empty folder says so`() throws {
        let folder = try LibraryFolder()
        #expect(FolderTable(report(folder)).text == "no model files.")
    }
}
