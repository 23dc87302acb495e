import Testing
import WebUI

@Suite struct NamedHashTests {
    private func parameters(_ change: (inout Infotext.Fields) -> Void) -> String {
        var fields = Infotext.Fields(
            steps: 1, sampler: "Euler", scheduleType: "Normal", cfgScale: 7, seed: 1,
            size: (64, 64))
        change(&fields)
        let text = Infotext(prompt: "", fields: fields).text
        return String(text.dropFirst("Steps: 1, Sampler: Euler, ".count))
    }

    private let common = "Schedule type: Normal, CFG scale: 7.0, Seed: 1, Size: 64x64"

    @Test func `hashes stand between the second pass and what is extra`() {
        let text = parameters { fields in
            fields.hires = .init(denoisingStrength: 0.5, cfgScale: 7, enlargement: .scale(2))
            fields.loraHashes = [.init("add-detail", hash: "9c783c8ce46c7b0d11")]
            fields.embeddingHashes = [.init("negativeXL_D", hash: "fff5d51ab655")]
            fields.extras = [.init("Score", "9")]
            fields.version = "kiln 1"
        }
        #expect(
            text == common + ", Denoising strength: 0.5, Hires CFG Scale: 7.0, Hires upscale: 2.0, "
                + #"Lora hashes: "add-detail: 9c783c8ce46c", "#
                + #"TI hashes: "negativeXL_D: fff5d51ab655", Score: 9, Version: kiln 1"#)
    }

    @Test func `several hashes stand in one quoted value, each once`() {
        let text = parameters { fields in
            fields.loraHashes = [
                .init("a", hash: "0123456789abcdef"), .init("b c", hash: "ba9876543210"),
                .init("a", hash: "0123456789ab"),
            ]
        }
        #expect(text == common + #", Lora hashes: "a: 0123456789ab, b c: ba9876543210""#)
    }

    @Test func `colons and commas are left out of names, and quotes are escaped`() {
        let text = parameters { fields in
            fields.embeddingHashes = [.init("a:b, \"c\"", hash: "0123456789ab")]
        }
        #expect(text == common + #", TI hashes: "ab \"c\": 0123456789ab""#)
    }

    @Test func `no hashes are no entry`() {
        #expect(parameters { _ in } == common)
    }
}
