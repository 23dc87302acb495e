import Foundation
import Prompts
import Testing

@Suite struct MendedPromptTests {
    @Test func `every text is mended as ftfy does`() throws {
        let rows = try goldens("mending.json", of: MendingGolden.self)
        #expect(rows.count >= 300)
        for row in rows {
            // ftfy composes, the tokenizer does it for Kiln.
            let composed = mendedPrompt(row.text).precomposedStringWithCanonicalMapping
            #expect(scalars(composed) == scalars(row.mended), "\(row.text.debugDescription)")
        }
    }

    @Test func `a curly apostrophe gives the tokens of a straight one`() throws {
        let tokenizer = try installedTokenizer()
        let straight = tokenizer.encode("a woman's face")
        #expect(tokenizer.encode(mendedPrompt("a woman’s face")) == straight)
        #expect(tokenizer.encode("a woman’s face") != straight)
    }

    @Test func `plain text stays as it is`() {
        #expect(mendedPrompt("a (cat:1.2), ~{x}") == "a (cat:1.2), ~{x}")
        #expect(mendedPrompt("日本語 é 👩‍🚀") == "日本語 é 👩‍🚀")
    }

    private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
}
