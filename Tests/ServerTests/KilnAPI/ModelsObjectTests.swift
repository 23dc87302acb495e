import Foundation
import Kiln
import Testing

@testable import Server

/// What `/kiln/v1/models` tells of files.
@Suite struct ModelsObjectTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "kiln-models-\(UUID().uuidString)"
        let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../models/Stable-diffusion").standardized.path
        let files = FileManager.default
        for name in ["Stable-diffusion", "Lora"] {
            try files.createDirectory(
                atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        try files.copyItem(
            atPath: models + "/demo-sdxl.safetensors",
            toPath: folder + "/Stable-diffusion/xl.safetensors")
        try Data("no model".utf8).write(
            to: URL(fileURLWithPath: folder + "/Lora/broken.safetensors"))
    }

    private func read(_ reports: ReportCache = ReportCache()) throws -> ModelsObject {
        try ModelsObject(ModelFolder(folder, takesPaths: false), reports)
    }

    @Test func `a checkpoint is told by its family, and a broken file by its fault`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let models = try read()
        let checkpoint = try #require(models.checkpoints.first)
        #expect(checkpoint.name == "xl.safetensors" && checkpoint.isUsable)
        #expect(checkpoint.families == ["SDXL"] && checkpoint.latentSpace == "SDXL")
        #expect(checkpoint.nativeWidth == 1024 && checkpoint.nativeHeight == 1024)
        #expect(checkpoint.use == "either pass" && checkpoint.byteCount > 1_000_000)
        let lora = try #require(models.loras.first)
        #expect(lora.nativeWidth == nil)
        #expect(lora.name == "broken" && !lora.isUsable && lora.families.isEmpty)
        #expect(lora.summary == "cannot be read" && !lora.use.contains(folder))
    }

    @Test func `a file that has changed is read again, and one that is gone is forgotten`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reports = ReportCache()
        #expect(try read(reports).loras.first?.isUsable == false)
        let path = folder + "/Lora/broken.safetensors"
        try FileManager.default.removeItem(atPath: path)
        #expect(try read(reports).loras.isEmpty)
        try FileManager.default.copyItem(
            atPath: folder + "/Stable-diffusion/xl.safetensors", toPath: path)
        #expect(try read(reports).loras.first?.summary == "SDXL checkpoint")
    }
}
