import Foundation
import Imaging
import Kiln
import KilnTesting
import Testing

@Suite struct EmbeddingPictureTests {
    /// CLIP's token of the word "cat".
    private static let cat = 2368

    @Test func `a word with a token's own vector makes that token's picture`() async throws {
        let models = try TinyModels.shared.get()
        // The tiny models' token embeddings follow a rule, by which the file has the row of "cat".
        let row = (0..<16).map { column in
            let hash = UInt32(truncatingIfNeeded: Self.cat * 16 + column) &* 2_654_435_761
            return Float(Int(hash >> 22) - 512) / 512
        }
        try TinyLora.write(
            [.init("emb_params", [1, 16], row)],
            to: models.path + "/embeddings/zzkiln.safetensors")
        func picture(_ prompt: PromptRequest) async throws -> FinishedImage {
            let plan = try models.plan {
                $0.prompts = [prompt]
                $0.steps = 2
            }
            return try #require(try await run(plan).images.first)
        }
        let word = try await picture("a (zzkiln:1.3) on a mat")
        let token = try await picture("a (cat:1.3) on a mat")
        let other = try await picture("a (dog:1.3) on a mat")
        #expect(difference(word.picture.pixels, token.picture.pixels).greatest <= 1e-3)
        #expect(difference(word.picture.pixels, other.picture.pixels).greatest >= 0.01)
        #expect(word.infotext.contains("TI hashes: \"zzkiln: 0123456789ab\""))
        #expect(!token.infotext.contains("TI hashes"))
    }

    @Test func `in a pass of other widths the word is text, which is noted`() throws {
        let models = try TinyModels.shared.get()
        try TinyLora.write(
            [.init("emb_params", [1, 16], Array(repeating: 0.5, count: 16))],
            to: models.path + "/embeddings/zzother.safetensors")
        let plan = try models.plan {
            $0.prompts = ["a zzother"]
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-sdxl"
        }
        #expect(plan.first.embeddings.map(\.name) == ["zzother"])
        #expect(plan.hires?.embeddings.isEmpty == true)
        #expect(plan.notes.count == 1 && plan.notes[0].contains("its name was read as text"))
    }
}
