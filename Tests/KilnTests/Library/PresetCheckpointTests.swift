import Foundation
import Kiln
import KilnTesting
import Testing

/// The checkpoint of a request that names none.
@Suite struct PresetCheckpointTests {
    private func preset(_ fill: (TemporaryFolder) throws -> Void) throws -> String {
        let folder = try TemporaryFolder()
        try fill(folder)
        return try ModelFolder(folder.path).checkpoint(named: nil).name
    }

    private func junk(_ folder: TemporaryFolder, _ name: String) throws {
        try Data("junk".utf8).write(
            to: URL(fileURLWithPath: folder.path + "/Stable-diffusion/" + name))
    }

    @Test func `is the first in the folder's order that can be used`() throws {
        #expect(
            try preset { folder in
                try junk(folder, "a.safetensors")
                try folder.add("Stable-diffusion/c", HeaderCheckpoint.sd1())
                try folder.add("Stable-diffusion/b", HeaderCheckpoint.sdxl())
            } == "b.safetensors")
    }

    @Test func `is the first where none can be used`() throws {
        #expect(
            try preset { folder in
                try junk(folder, "b.safetensors")
                try junk(folder, "a.safetensors")
            } == "a.safetensors")
    }

    @Test func `is no VAE that lies among the checkpoints`() throws {
        #expect(
            try preset { folder in
                try folder.add("Stable-diffusion/a", HeaderCheckpoint.vae())
                try folder.add("Stable-diffusion/b", HeaderCheckpoint.sd1())
            } == "b.safetensors")
    }
}
