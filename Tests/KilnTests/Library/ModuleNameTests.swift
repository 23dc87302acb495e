import Kiln
import Testing

@Suite struct ModuleNameTests {
    let folder: LibraryFolder

    init() throws {
        folder = try LibraryFolder()
        for name in ["VAE/ae.safetensors", "VAE/sdxl_vae.safetensors", "text_encoder/xl/clip_g.pt"]
        {
            try folder.add(name)
        }
    }

    private func find(_ name: String) throws -> String {
        folder.name(of: try folder.models().module(named: name).path)
    }

    @Test(arguments: [
        ("ae.safetensors", "VAE/ae.safetensors"), ("ae", "VAE/ae.safetensors"),
        ("AE", "VAE/ae.safetensors"), ("Ae.SafeTensors", "VAE/ae.safetensors"),
        ("clip_g", "text_encoder/xl/clip_g.pt"), ("xl/clip_g.pt", "text_encoder/xl/clip_g.pt"),
        ("/somewhere/else/sdxl_vae.safetensors", "VAE/sdxl_vae.safetensors"),
        ("D:\\webui\\VAE\\SDXL_vae.safetensors", "VAE/sdxl_vae.safetensors"),
    ])
    func `a module is found by its base name`(name: String, path: String) throws {
        #expect(try find(name) == path)
    }

    @Test func `the case as it is written comes first`() throws {
        try folder.add("VAE/z/AE.safetensors")
        #expect(try find("ae") == "VAE/ae.safetensors")
        #expect(try find("AE") == "VAE/z/AE.safetensors")
    }

    @Test func `of two with one name the later is meant`() throws {
        try folder.add("text_encoder/ae.safetensors")
        #expect(try find("ae") == "text_encoder/ae.safetensors")
    }

    @Test func `a path of a file is taken before a base name`() throws {
        let path = try folder.add("elsewhere/ae.safetensors")
        #expect(try find(path) == "elsewhere/ae.safetensors")
    }

    @Test func `an unknown module is refused with the closest names`() throws {
        #expect(
            throws: ModelFolderError.unknownModule(
                name: "sd_vae",
                closest: ["sdxl_vae.safetensors", "ae.safetensors", "clip_g.pt"])
        ) { try find("sd_vae") }
        #expect {
            try find("sd_vae")
        } throws: {
            "\($0)".hasPrefix("there is no module \"sd_vae\"; the closest names are sdxl_vae")
        }
    }

    @Test func `part of a module's name is not enough`() {
        #expect(throws: ModelFolderError.self) { try find("sdxl") }
    }

    @Test func `without any modules the sentence says where they belong`() throws {
        let empty = try LibraryFolder()
        let models = try empty.models()
        let error = #expect(throws: ModelFolderError.self) { try models.module(named: "ae") }
        #expect(
            error?.description == "there is no module \"ae\": no files are in \(empty.path)/VAE or "
                + "\(empty.path)/text_encoder.")
    }
}
