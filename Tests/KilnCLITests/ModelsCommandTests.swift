import Foundation
import KilnTesting
import Testing

/// `kiln models`, as a person runs it.
@Suite struct ModelsCommandTests {
    /// A model folder with a checkpoint, a VAE and a broken LoRA, and an empty cache of hashes.
    private struct Folder {
        let scratch: Program.Scratch
        var path: String { scratch.path + "/models" }

        init() throws {
            scratch = try Program.Scratch()
            for (name, file) in [
                ("Stable-diffusion/one", HeaderCheckpoint.sd1()),
                ("VAE/ae", HeaderCheckpoint.vae()),
            ] {
                try create(name)
                try file.write(to: "\(path)/\(name).safetensors")
            }
            try create("Lora/broken")
            try Data("<html>".utf8).write(
                to: URL(fileURLWithPath: "\(path)/Lora/broken.safetensors"))
        }

        private func create(_ name: String) throws {
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: "\(path)/\(name)").deletingLastPathComponent(),
                withIntermediateDirectories: true)
        }

        func run(_ arguments: String...) throws -> Program.Outcome {
            try Program.run(
                ["models", "--models", path] + arguments,
                environment: ["XDG_CACHE_HOME": scratch.path])
        }
    }

    @Test func `every file is listed with what it is and can be used for`() throws {
        let outcome = try Folder().run()
        #expect(outcome.status == 0)
        #expect(outcome.complaint == "")
        for part in [
            "one.safetensors", "SD 1.x checkpoint, ε", "either pass",
            "VAE for SD 1.x, SD 2.x or SDXL",
            "module for SD 1.x, SD 2.x, SDXL", "broken.safetensors", "→ is a web page",
            "1 cannot be read; 2 without hash",
        ] {
            #expect(outcome.output.contains(part), "\(part)")
        }
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func `hashes are computed when asked for, and kept`() throws {
        let folder = try Folder()
        let hashed = try folder.run("--hash", "--folder", "VAE")
        #expect(hashed.status == 0)
        #expect(!hashed.output.contains("–"))
        let later = try folder.run()
        #expect(later.output.contains("1 without hash"))
        let line = try #require(later.lines.first { $0.contains("ae.safetensors") })
        #expect(hashed.lines.contains { $0.contains("ae.safetensors") })
        #expect(line.contains(#/ [0-9a-f]{10} /#))
    }

    @Test func `the listing as JSON has the same facts`() throws {
        let outcome = try Folder().run("--json")
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let groups = try #require((object as? [String: Any])?["groups"] as? [[String: Any]])
        #expect(groups.map { $0["title"] as? String } == ["Checkpoints", "VAEs", "LoRAs"])
        let files = groups.flatMap { $0["files"] as? [[String: Any]] ?? [] }
        #expect(files.map { $0["kind"] as? String } == ["checkpoint", "vae", nil])
        #expect((files.last?["error"] as? String)?.contains("web page") ?? false)
    }

    @Test func `a folder that is not there is a usage error`() throws {
        let outcome = try Folder().run("--folder", "none")
        #expect(outcome.status == 2)
        #expect(outcome.complaint.contains("none is not a folder"))
    }
}
