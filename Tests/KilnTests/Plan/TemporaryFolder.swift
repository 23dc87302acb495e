import Foundation
import Kiln
import KilnTesting

/// A model folder that lasts as long as the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("kiln-\(UUID().uuidString)")
        path = url.path
        for name in ["Stable-diffusion", "VAE", "text_encoder"] {
            try FileManager.default.createDirectory(
                at: url.appendingPathComponent(name), withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Puts a file into the folder: `Stable-diffusion/a.safetensors`.
    func add(_ name: String, _ file: SafetensorsBuilder) throws {
        try file.write(to: "\(path)/\(name).safetensors")
    }

    /// The folder with one checkpoint of each family: `one`, `two`, `xl`.
    static func families() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.add("Stable-diffusion/one", HeaderCheckpoint.sd1())
        try folder.add("Stable-diffusion/two", HeaderCheckpoint.sd2())
        try folder.add("Stable-diffusion/xl", HeaderCheckpoint.sdxl())
        return folder
    }

    /// The plan of a request over this folder.
    func plan(_ change: (inout GenerationRequest) -> Void) throws -> Plan {
        var request = GenerationRequest()
        request.prompts = ["a cat"]
        request.seed = 42
        request.dtype = "float32"
        change(&request)
        return try Planner(ModelFolder(path)).plan(request)
    }

    /// The sentence with which a request is refused.
    func refusal(_ change: (inout GenerationRequest) -> Void) -> String? {
        do {
            _ = try plan(change)
            return nil
        } catch {
            return String(describing: error)
        }
    }
}
