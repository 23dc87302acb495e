import Checkpoints
import Foundation
import Kiln
import KilnTesting
import Testing

/// The same model in two files is one component to what loads it.
@Suite struct IdentityTests {
    private typealias Model = HeaderModel

    /// A file whose VAE's norm has these values, in either naming.
    private func vae(
        _ prefix: String, diffusers: Bool = false, values: [Float] = [1, 2, 3],
        besides: HeaderModel.Tensors = []
    ) throws -> HeaderFile {
        var file = SafetensorsBuilder(besides)
        file.add(prefix + "decoder.conv_in.weight", [512, 4, 3, 3])
        let norm = diffusers ? "up_blocks.0.resnets.0.norm1" : "up.3.block.0.norm1"
        file.add(prefix + "decoder.\(norm).weight", values: values)
        if diffusers {
            for level in 1...3 {
                file.add(prefix + "decoder.up_blocks.\(level).resnets.0.norm1.weight", values: [0])
            }
        } else {
            for level in 0...2 {
                file.add(prefix + "decoder.up.\(level).block.0.norm1.weight", values: [0])
            }
        }
        return try HeaderFile(file)
    }

    private func identities(
        of file: HeaderFile, cache: HashCache
    ) throws -> (candidate: String, identity: String) {
        let found = try file.fingerprint
        let vae = try #require(found.vae)
        return (
            ComponentIdentity.candidateKey(of: vae, in: found.file),
            try ComponentIdentity.identity(of: vae, in: found.file, cache: cache)
        )
    }

    @Test func `one VAE has one identity in a checkpoint, alone, and in diffusers' naming`() throws
    {
        let folder = try LibraryFolder()
        let alone = try vae("")
        let first = try identities(of: alone, cache: folder.hashes)
        for same in [
            try vae("first_stage_model.", besides: Model.unet(context: 768) + Model.clip()),
            try vae("vae."), try vae("", diffusers: true), try vae("vae/", diffusers: true),
            try vae("", besides: [("loss.logvar", [])]),
        ] {
            let found = try identities(of: same, cache: folder.hashes)
            #expect(found == first)
        }
    }

    @Test func `other bytes make another identity of the same candidate`() throws {
        let folder = try LibraryFolder()
        let one = try identities(of: try vae(""), cache: folder.hashes)
        let other = try identities(of: try vae("", values: [1, 2, 4]), cache: folder.hashes)
        #expect(one.candidate == other.candidate)
        #expect(one.identity != other.identity)
    }

    @Test func `other shapes make another candidate`() throws {
        let folder = try LibraryFolder()
        let one = try identities(of: try vae(""), cache: folder.hashes)
        let other = try identities(of: try vae("", values: [1, 2, 3, 4]), cache: folder.hashes)
        #expect(one.candidate != other.candidate)
        #expect(one.identity != other.identity)
    }

    @Test func `an old text encoder is the new one, without its table of positions`() throws {
        let folder = try LibraryFolder()
        let names = [
            Model.clip(old: true), Model.clip(), Model.clip(""),
            Model.clip() + [
                ("cond_stage_model.transformer.text_model.embeddings.position_ids", [1, 77])
            ],
        ]
        let found = try names.map { tensors in
            let found = try HeaderFile(SafetensorsBuilder(tensors))
            let fingerprint = try found.fingerprint
            let encoder = try #require(fingerprint.encoders.first)
            return try ComponentIdentity.identity(
                of: encoder, in: fingerprint.file, cache: folder.hashes)
        }
        #expect(Set(found).count == 1)
    }

    @Test func `an identity is kept until the file changes`() throws {
        let folder = try LibraryFolder()
        let file = try vae("first_stage_model.", besides: Model.unet(context: 768))
        let found = try file.fingerprint
        let vae = try #require(found.vae)
        #expect(ComponentIdentity.known(of: vae, in: found.file, cache: folder.hashes) == nil)
        let identity = try ComponentIdentity.identity(
            of: vae, in: found.file, cache: folder.hashes)
        #expect(ComponentIdentity.known(of: vae, in: found.file, cache: folder.hashes) == identity)
        var reads = 0
        _ = try ComponentIdentity.identity(
            of: vae, in: found.file, cache: folder.hashes, progress: { reads += $0 })
        #expect(reads == 0)
        // A component's identity is not the file's hash.
        #expect(folder.hashes.cached(file.path) == nil)
        let date = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1)]
        try FileManager.default.setAttributes(date, ofItemAtPath: file.path)
        let again = try file.file
        #expect(ComponentIdentity.known(of: vae, in: again, cache: folder.hashes) == nil)
        #expect(throws: CheckpointError.changed(path: file.path)) {
            try ComponentIdentity.identity(
                of: vae, in: found.file, cache: HashCache(file: folder.path + "/empty"))
        }
    }

    @Test func `the reading of a model can be cancelled`() throws {
        let folder = try LibraryFolder()
        let found = try vae("").fingerprint
        let vae = try #require(found.vae)
        #expect(throws: (any Error).self) {
            try ComponentIdentity.identity(
                of: vae, in: found.file, cache: folder.hashes, isCancelled: { true })
        }
        #expect(ComponentIdentity.known(of: vae, in: found.file, cache: folder.hashes) == nil)
    }
}
