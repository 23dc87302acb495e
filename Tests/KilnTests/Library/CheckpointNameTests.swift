import Kiln
import Testing

@Suite struct CheckpointNameTests {
    let folder: LibraryFolder

    init() throws {
        folder = try LibraryFolder()
        for name in ["v1-5-pruned-emaonly", "v1-5-pruned", "xl/base-1.0", "Juggernaut"] {
            try folder.add("Stable-diffusion/\(name).safetensors")
        }
    }

    private func find(_ name: String?) throws -> String {
        try folder.models().checkpoint(named: name).name
    }

    /// Makes a checkpoint's hash known and gives it.
    private func hash(_ name: String) throws -> String {
        try folder.hashes.sha256(folder.path + "/Stable-diffusion/" + name)
    }

    @Test(arguments: [
        "xl/base-1.0.safetensors", "xl_base-1.0", "base-1.0", "base-1", "xl/ba", "xl",
        "base-1.0.safetensors", "xl/base-1.0.safetensors [31e35c80fc]", "base-1.0 [31e35c80fc] ",
    ])
    func `a checkpoint is found by its names and their parts`(name: String) throws {
        #expect(try find(name) == "xl/base-1.0.safetensors")
    }

    @Test(arguments: [
        "XL/BASE-1.0.SAFETENSORS", "Xl_Base-1.0", "BASE-1.0", "Base-1.0.Safetensors",
        "BASE-1.0 [31e35c80fc]",
    ])
    func `case does not count where no name is written so`(name: String) throws {
        #expect(try find(name) == "xl/base-1.0.safetensors")
    }

    @Test func `a name is refused that is several's in another case`() throws {
        try folder.add("Stable-diffusion/a/juggernaut.ckpt")
        #expect(try find("Juggernaut") == "Juggernaut.safetensors")
        #expect(try find("juggernaut") == "a/juggernaut.ckpt")
        let error = #expect(throws: ModelFolderError.self) { try find("JUGGERNAUT") }
        #expect(
            error?.description == "\"JUGGERNAUT\" may be any of the checkpoints "
                + "Juggernaut.safetensors, a/juggernaut.ckpt; write its name as it stands there.")
    }

    @Test(arguments: [
        "/srv/models/Stable-diffusion/xl/base-1.0.safetensors", "xl\\base-1.0.safetensors",
        "C:\\models\\Base-1.0.safetensors [31e35c80fc]", "/elsewhere/BASE-1.0",
    ])
    func `of a path elsewhere the base name counts where no paths are taken`(name: String) throws {
        let models = try ModelFolder(folder.path, hashes: folder.hashes, takesPaths: false)
        #expect(try models.checkpoint(named: name).name == "xl/base-1.0.safetensors")
        #expect(throws: ModelFolderError.self) { try find("/elsewhere/base-1.0.safetensors") }
    }

    @Test func `an exact name comes before a shorter title that contains it`() throws {
        try folder.add("Stable-diffusion/v1-5-pruned-emaonly-fp16.safetensors")
        try folder.add("Stable-diffusion/my-v1-5-pruned.ckpt")
        #expect(try find("v1-5-pruned-emaonly") == "v1-5-pruned-emaonly.safetensors")
        #expect(try find("v1-5-pruned") == "v1-5-pruned.safetensors")
    }

    @Test func `of several titles that contain a name the shortest wins`() throws {
        #expect(try find("v1-5") == "v1-5-pruned.safetensors")
        #expect(try find("ema") == "v1-5-pruned-emaonly.safetensors")
    }

    @Test func `a known hash makes a title longer`() throws {
        try folder.add("Stable-diffusion/dream-a.safetensors")
        try folder.add("Stable-diffusion/dream-bc.safetensors")
        #expect(try find("dream") == "dream-a.safetensors")
        _ = try hash("dream-a.safetensors")
        #expect(try find("dream") == "dream-bc.safetensors")
    }

    @Test func `parts of names are told by case`() {
        #expect(throws: ModelFolderError.self) { try find("jugger") }
        #expect(throws: Never.self) { try find("Jugger") }
    }

    @Test func `a checkpoint is found by its hash, in every form`() throws {
        let hash = try hash("xl/base-1.0.safetensors")
        let short = String(hash.prefix(10))
        let forms = [
            hash, short, "xl/base-1.0.safetensors [\(short)]", "base-1.0 [\(short)]",
            String(hash.prefix(8)),
        ]
        for form in forms { #expect(try find(form) == "xl/base-1.0.safetensors") }
        let entry = try folder.models().checkpoint(named: short)
        #expect(entry.sha256 == hash && entry.title == "xl/base-1.0.safetensors [\(short)]")
        #expect(entry.stem == "base-1.0" && entry.modelName == "xl_base-1.0")
    }

    @Test func `a hash that may be one of those not known says so`() throws {
        #expect(throws: ModelFolderError.unknownHash("31e35c80fc", unhashed: 4)) {
            try find("31e35c80fc")
        }
        for name in ["v1-5-pruned-emaonly", "v1-5-pruned", "xl/base-1.0", "Juggernaut"] {
            _ = try hash(name + ".safetensors")
        }
        #expect {
            try find("31e35c80fc")
        } throws: {
            guard case ModelFolderError.unknownCheckpoint = $0 else { return false }
            return true
        }
    }

    @Test func `a hash of a file that has changed is not its hash any more`() throws {
        let hash = try hash("Juggernaut.safetensors")
        try folder.add("Stable-diffusion/Juggernaut.safetensors", "other contents")
        #expect(throws: ModelFolderError.unknownHash(hash, unhashed: 4)) { try find(hash) }
    }

    @Test(arguments: [nil, ""])
    func `without a name the first checkpoint is meant`(name: String?) throws {
        #expect(try find(name) == "Juggernaut.safetensors")
    }

    @Test func `of two with one stem the later is meant, and the path tells them apart`() throws {
        try folder.add("Stable-diffusion/xl/Juggernaut.safetensors")
        #expect(try find("Juggernaut") == "xl/Juggernaut.safetensors")
        #expect(try find("Juggernaut.safetensors") == "Juggernaut.safetensors")
    }

    @Test func `a path of a file is taken`() throws {
        let path = try folder.add("elsewhere/mine.safetensors")
        let entry = try folder.models().checkpoint(named: path)
        #expect(entry.path == path && entry.name == "mine.safetensors" && entry.stem == "mine")
    }

    @Test func `a path of a listed file is that file, by any way to it`() throws {
        try folder.link("way", to: "Stable-diffusion")
        #expect(
            try find(folder.path + "/way/xl/../Juggernaut.safetensors") == "Juggernaut.safetensors")
    }

    @Test(arguments: [
        ("v1-5-prunde", "v1-5-pruned.safetensors"), ("jugernaut", "Juggernaut.safetensors"),
        ("base-1.1", "xl/base-1.0.safetensors"),
        ("XL/BASE-1.1.SAFETENSORS", "xl/base-1.0.safetensors"),
    ])
    func `an unknown name is refused with the closest names`(name: String, closest: String) throws {
        #expect {
            try find(name)
        } throws: {
            guard case ModelFolderError.unknownCheckpoint(name, _, let names) = $0 else {
                return false
            }
            return names.count == 3 && names.first == closest
        }
    }

    @Test func `the sentence of an unknown name`() throws {
        let only = try LibraryFolder()
        try only.add("Stable-diffusion/one.safetensors")
        let models = try only.models()
        let error = #expect(throws: ModelFolderError.self) { try models.checkpoint(named: "two") }
        #expect(
            error?.description
                == "there is no checkpoint \"two\" in \(only.path)/Stable-diffusion; "
                + "the closest name is one.safetensors.")
    }

    @Test(arguments: ["[31e35c80fc]", " [x]", "]", "[]"])
    func `a hash in brackets alone means nothing`(name: String) {
        #expect(throws: ModelFolderError.self) { try find(name) }
    }
}
