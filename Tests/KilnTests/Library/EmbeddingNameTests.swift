import KilnTesting
import Prompts
import Testing

@testable import Kiln

@Suite struct EmbeddingNameTests {
    let folder: LibraryFolder
    private static let tokenizer = Result { () throws(PromptError) in
        try CLIPTokenizer(CLIPVocabulary(contentsOf: CLIPVocabulary.find()))
    }

    init() throws { folder = try LibraryFolder() }

    /// Adds an embedding of zeros.
    private func add(_ name: String, count: Int = 2, widths: [Int]) throws {
        var file = SafetensorsBuilder()
        for (name, width) in zip(widths.count > 1 ? ["clip_l", "clip_g"] : ["a"], widths) {
            file.add(name, [count, width])
        }
        try folder.add(name)
        try file.write(to: folder.path + "/" + name)
    }

    private func found(_ prompts: String..., encoders: [Int] = [768]) throws -> PromptEmbeddings {
        try PromptEmbeddings(
            in: prompts, among: folder.models().embeddings, encoders: encoders,
            tokenizer: Self.tokenizer.get())
    }

    @Test func `the folder in the model folder is searched with all below it`() throws {
        try folder.add("embeddings/b.pt")
        try folder.add("embeddings/A.safetensors")
        try folder.add("embeddings/sd1/c.BIN")
        try folder.add("embeddings/picture.png")
        try folder.add("other/d.pt")
        let embeddings = try folder.models().embeddings
        #expect(embeddings.map(\.name) == ["A", "b", "c"])
    }

    @Test func `the folder beside one called models is searched first`() throws {
        try folder.add("embeddings/a.pt")
        try folder.add("models/embeddings/a.pt")
        try folder.add("other/x")
        func names(_ path: String) throws -> [String] {
            try ModelFolder(folder.path + "/" + path, hashes: folder.hashes).embeddings.map {
                folder.name(of: $0.path)
            }
        }
        #expect(try names("models") == ["embeddings/a.pt", "models/embeddings/a.pt"])
        #expect(try names("other") == [])
        try folder.link("models/embeddings2", to: "../embeddings")
        try folder.link("link", to: "models")
        #expect(try names("link").count == 2)
    }

    @Test func `a folder that is the other one by a link is searched once`() throws {
        try folder.add("embeddings/a.pt")
        try folder.add("models/x")
        try folder.link("models/embeddings", to: "../embeddings")
        let models = try ModelFolder(folder.path + "/models", hashes: folder.hashes)
        #expect(models.embeddings.map(\.path) == [folder.path + "/embeddings/a.pt"])
    }

    @Test func `the files that prompts name are opened, and no others`() throws {
        try add("embeddings/neg.safetensors", widths: [768])
        try add("embeddings/pos.safetensors", count: 3, widths: [768])
        try folder.add("embeddings/broken.pt")
        let found = try found("a cat, (POS:1.2)", "neg, pos")
        #expect(found.words.map(\.name) == ["pos", "neg"])
        #expect(found.words.map(\.vectorCount) == [3, 2])
        #expect(found.notes.isEmpty)
    }

    @Test func `an embedding for other encoders is text, which is told`() throws {
        try add("embeddings/neg.safetensors", widths: [768])
        try add("embeddings/negxl.safetensors", widths: [768, 1280])
        let sdxl = try found("neg, negxl", encoders: [768, 1280])
        #expect(sdxl.files.map(\.name) == ["negxl"])
        #expect(
            sdxl.notes == [.foreign(name: "neg", widths: [768], encoders: [768, 1280])])
        #expect(try found("neg, negxl").files.map(\.name) == ["neg"])
        #expect(
            sdxl.notes[0].description == "The embedding \"neg\" is for SD 1.x, but this pass runs "
                + "SDXL, so its name was read as text.")
    }

    @Test func `a shorter name counts where the longer is text`() throws {
        try add("embeddings/bad cat.safetensors", widths: [1024])
        try add("embeddings/bad.safetensors", widths: [768])
        let found = try found("a bad cat")
        #expect(found.files.map(\.name) == ["bad"])
        #expect(found.notes == [.foreign(name: "bad cat", widths: [1024], encoders: [768])])
    }

    @Test func `of two files with one name the later is meant`() throws {
        try add("embeddings/neg.safetensors", count: 1, widths: [768])
        try add("embeddings/sub/neg.safetensors", count: 2, widths: [768])
        #expect(try found("neg").words == [EmbeddingWord("neg", vectorCount: 2)])
    }

    @Test func `a broken file and one of too many vectors are text, which is told`() throws {
        try folder.add("embeddings/broken.pt", "")
        try add("embeddings/huge.safetensors", count: 76, widths: [768])
        try add("embeddings/large.safetensors", count: 75, widths: [768])
        let found = try found("broken, huge, large")
        #expect(found.files.map(\.name) == ["large"])
        #expect(found.notes.count == 2)
        #expect(found.notes.last == .tooManyVectors(name: "huge", count: 76))
        #expect(found.notes.allSatisfy { $0.description.hasSuffix(".") })
        #expect(found.notes[0].description.contains("broken.pt"))
    }

    @Test func `without embeddings nothing is found`() throws {
        let found = try found("neg")
        #expect(found.files.isEmpty && found.notes.isEmpty)
    }
}
