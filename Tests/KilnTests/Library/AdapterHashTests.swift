import Checkpoints
import Foundation
import Kiln
import Testing

@Suite struct AdapterHashTests {
    let folder: LibraryFolder
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    init() throws { folder = try LibraryFolder() }

    /// A LoRA whose tensors' bytes are "abc".
    private func lora(
        _ metadata: [String: String], file name: String = "a.safetensors"
    ) throws -> String {
        let header = SafetensorsWriter.header(
            [.init("x", type: .u8, shape: [3])], metadata: metadata)
        let path = try folder.add(name)
        try Data(header + Array("abc".utf8)).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func `it is the hash of what is behind the header, whatever the metadata`() throws {
        let hashes = folder.hashes
        #expect(try hashes.adapterHash(lora([:])) == abc)
        #expect(try hashes.adapterHash(lora(["title": "edited"], file: "b.safetensors")) == abc)
    }

    @Test func `the hash that the trainer noted goes before`() throws {
        let noted = "9C783C8CE46C0123"
        #expect(
            try folder.hashes.adapterHash(lora(["sshs_model_hash": noted])) == noted.lowercased())
    }

    @Test(arguments: ["", "abc", "no hash: at all\n", String(repeating: "0", count: 65)])
    func `a note that is no hash is passed over`(noted: String) throws {
        #expect(try folder.hashes.adapterHash(lora(["sshs_model_hash": noted])) == abc)
    }

    @Test func `the file's own hash is another, and both are kept`() throws {
        let path = try lora([:])
        let whole = try folder.hashes.sha256(path)
        #expect(whole != abc)
        #expect(try folder.hashes.adapterHash(path) == abc)
        #expect(folder.hashes.cached(path) == whole)
        // What is known is not computed again.
        let cache = folder.path + "/cache/hashes.json"
        let text = try String(contentsOfFile: cache, encoding: .utf8)
        let other = String(repeating: "1", count: 64)
        try folder.add("cache/hashes.json", text.replacingOccurrences(of: abc, with: other))
        #expect(try folder.hashes.adapterHash(path) == other)
        _ = try lora(["title": "edited"])
        #expect(try folder.hashes.adapterHash(path) == abc)
    }

    @Test func `of a file of another format it is the whole file's`() throws {
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        let path = fixtures.appending(path: "embeddings/dictionary.pt").path
        let hash = try folder.hashes.adapterHash(path)
        #expect(hash == (try folder.hashes.sha256(path)))
    }

    @Test func `what is no checkpoint has none`() throws {
        let path = try folder.add("a.safetensors", "abc")
        #expect(throws: CheckpointError.self) { try folder.hashes.adapterHash(path) }
    }
}
