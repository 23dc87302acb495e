import Foundation
import Testing

@testable import WebUI

struct InfotextReadingTests {
    /// A text as Python's own regular expressions and JSON read it.
    struct Golden: Decodable, Sendable {
        let text: String
        let prompt: String
        let negative: String
        let entries: [[String]]

        static func all() throws -> [Golden] {
            let folder = URL(filePath: #filePath).deletingLastPathComponent()
            let file = folder.appending(path: "Fixtures/read-infotexts.json")
            return try JSONDecoder().decode([Self].self, from: Data(contentsOf: file))
        }
    }

    @Test func `hundreds of texts are read as Python reads them`() throws {
        let goldens = try Golden.all()
        #expect(goldens.count == 800)
        for golden in goldens {
            let infotext = Infotext(parsing: golden.text)
            #expect(
                infotext.prompt.scalars == golden.prompt.scalars, "\(golden.text.debugDescription)")
            #expect(infotext.negativePrompt.scalars == golden.negative.scalars)
            let entries = infotext.entries.map { [$0.key.scalars, $0.value.scalars] }
            #expect(
                entries == golden.entries.map { $0.map(\.scalars) },
                "\(golden.text.debugDescription)")
        }
    }

    @Test(arguments: try ForgeInfotext.all())
    func `Forge's texts are read, and written again as they were`(_ forge: ForgeInfotext) {
        for text in forge.info.infotexts {
            let infotext = Infotext(parsing: text)
            #expect(infotext.prompt == forge.info.prompt)
            #expect(infotext.negativePrompt == forge.info.negative_prompt)
            #expect(infotext.text == text)
        }
    }

    @Test func `fewer than three entries are part of the prompt`() {
        let two = "a cat\nSteps: 20, Sampler: Euler"
        #expect(Infotext(parsing: two) == Infotext(prompt: two, entries: []))
        let three = Infotext(parsing: two + ", Seed: 1")
        #expect(three.prompt == "a cat")
        #expect(three.entries.map(\.key) == ["Steps", "Sampler", "Seed"])
    }

    @Test func `keys have two characters or more of their own`() {
        let line = "x: 1, xy: 2, a (b): 3, e(f) gh: 4, -k l: 5, m/n-o_: 6, é猫: 7"
        let entries = Infotext(parsing: line).entries.map { "\($0.key)=\($0.value)" }
        #expect(entries == ["xy=2", "gh=4", "k l=5", "m/n-o_=6", "é猫=7"])
    }

    /// The limit is a net for what takes quadratic time, which would be minutes.
    @Test(.timeLimit(.minutes(5)))
    func `a long text of anything is read in time linear in its length`() {
        for piece in [
            "aa", "a: ", "\"", "aa:\"", "\\\"", "aa: \"\\", ":", ",", " ", "(", "[(", "(]", "\n",
            "é",
            "aa:1,", "Negative prompt:\n", "\r\n",
        ] {
            let text = String(repeating: piece, count: 1 << 17 / piece.utf8.count)
            #expect(Infotext(parsing: text).prompt.utf8.count <= text.utf8.count, "\(piece)")
            #expect(InfotextParameters(text).list.count > 20, "\(piece)")
        }
        let modules = (1...5_000).map { "Module \($0): a" }.joined(separator: ", ")
        #expect(RecordedSettings("a\n" + modules).modules.count == 5_000)
    }
}

extension String {
    /// The characters without Unicode's equivalences.
    var scalars: [Unicode.Scalar] { Array(unicodeScalars) }
}
