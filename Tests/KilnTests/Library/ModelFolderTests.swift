import Foundation
import Kiln
import Testing

@Suite struct ModelFolderTests {
    let folder: LibraryFolder

    init() throws { folder = try LibraryFolder() }

    @Test func `checkpoints are listed with their subfolders, in order`() throws {
        for name in ["b", "A", "xl/z", "xl/deep/C", "Anime/y"] {
            try folder.add("Stable-diffusion/\(name).safetensors")
        }
        try folder.add("Stable-diffusion/old.ckpt")
        let names = try folder.models().checkpoints.map(\.name)
        #expect(
            names == [
                "A.safetensors", "b.safetensors", "old.ckpt", "Anime/y.safetensors",
                "xl/z.safetensors", "xl/deep/C.safetensors",
            ])
    }

    @Test func `hidden files, other files and VAEs beside checkpoints are no checkpoints`() throws {
        for name in [
            ".hidden.safetensors", ".git/a.safetensors", "a.txt", "a.yaml", "safetensors",
            "a.vae.safetensors", "a.vae.ckpt", "a.safetensors",
        ] {
            try folder.add("Stable-diffusion/" + name)
        }
        #expect(try folder.models().checkpoints.map(\.name) == ["a.safetensors"])
    }

    @Test func `links are followed, and one that leads back is not followed for ever`() throws {
        try folder.add("Stable-diffusion/sub/a.safetensors")
        try folder.add("elsewhere/b.safetensors")
        try folder.add("elsewhere/blob", "c")
        try folder.link("Stable-diffusion/more", to: folder.path + "/elsewhere")
        try folder.link("Stable-diffusion/c.safetensors", to: "../elsewhere/blob")
        try folder.link("Stable-diffusion/sub/loop", to: "..")
        try folder.link("elsewhere/back", to: folder.path + "/Stable-diffusion")
        try folder.link("Stable-diffusion/none.safetensors", to: "nowhere")
        #expect(
            try folder.models().checkpoints.map(\.name) == [
                "c.safetensors", "more/b.safetensors", "sub/a.safetensors",
            ])
    }

    @Test func `a linked folder does not take a file from its real place`() throws {
        try folder.add("Stable-diffusion/real/a.safetensors")
        try folder.link("Stable-diffusion/an-alias", to: "real")
        #expect(try folder.models().checkpoints.map(\.name) == ["real/a.safetensors"])
    }

    @Test func `a folder that is not there is empty`() throws {
        let models = try ModelFolder(folder.path + "/none/", hashes: folder.hashes)
        #expect(models.checkpoints.isEmpty && models.modules.isEmpty)
        #expect(
            throws: ModelFolderError.noCheckpoints(folder: folder.path + "/none/Stable-diffusion")
        ) { try models.checkpoint(named: nil) }
    }

    @Test func `a file is no model folder`() throws {
        let file = try folder.add("a")
        #expect(throws: ModelFolderError.notAFolder(file)) { try ModelFolder(file) }
    }

    @Test func `modules come from both folders, with every ending that Forge takes`() throws {
        for name in ["VAE/ae.safetensors", "VAE/x/b.pt", "text_encoder/t5.gguf", "VAE/c.vae.pt"] {
            try folder.add(name)
        }
        try folder.add("text_encoder/readme.md")
        #expect(
            try folder.models().modules.map(\.name) == [
                "ae.safetensors", "c.vae.pt", "b.pt", "t5.gguf",
            ])
    }
}
