import Testing

@testable import Prompts

@Suite struct ComposedPromptTests {
    private func part(_ text: String, _ weight: Double) -> ComposedPrompt.Part {
        ComposedPrompt.Part(text: text, weight: weight)
    }

    @Test func `every golden prompt has its parts`() throws {
        let rows = try goldens("composition.json", of: AttentionGolden.self)
        #expect(rows.count >= 500)
        for row in rows {
            let parts = ComposedPrompt(row.prompt).parts
            #expect(parts.map(\.text) == row.parts.map(\.text), "\(row.prompt.debugDescription)")
            #expect(parts.map(\.weight) == row.parts.map(\.weight))
        }
    }

    @Test func `AND parts a prompt, and a number behind a colon weighs a part`() {
        #expect(
            ComposedPrompt("a cat :1.2 AND a dog AND grass: -.5 ").parts == [
                part("a cat", 1.2), part(" a dog", 1), part(" grass", -0.5),
            ])
        #expect(ComposedPrompt("a\nAND\nb:2.").parts == [part("a", 1), part("\nb", 2)])
        #expect(ComposedPrompt("a : 1 : 2 AND b").parts.first == part("a : 1", 2))
        #expect(ComposedPrompt("a:٣.٥ AND b").parts.first == part("a", 3.5))
    }

    @Test(arguments: ["a and b", "BAND", "AND_", "a ANDb", "SANDAND1", "日AND"])
    func `only the whole word parts`(prompt: String) {
        #expect(ComposedPrompt(prompt).parts == [part(prompt, 1)])
        #expect(ComposedPrompt(prompt).notes == [])
    }

    @Test func `a prompt without AND may be weighed, which is reported`() {
        let prompt = ComposedPrompt("a screen, 16:9")
        #expect(prompt.parts == [part("a screen, 16", 9)])
        #expect(prompt.notes == [.init(.wholePromptWeighed("9"), at: 12)])
        #expect(ComposedPrompt("a screen, 16:9,").parts == [part("a screen, 16:9,", 1)])
        #expect(ComposedPrompt("(a:1.2)").notes == [])
    }

    @Test(arguments: [
        "1.2.3", "1,2", "--1", "1e5", ".5.", "1-", String(repeating: "9", count: 400),
    ])
    func `a part's weight that is no number is text and is reported`(weight: String) {
        let prompt = ComposedPrompt("é AND a :\(weight) AND b")
        #expect(prompt.parts.map(\.text) == ["é", " a :\(weight)", " b"])
        #expect(prompt.parts.allSatisfy { $0.weight == 1 })
        #expect(prompt.notes.map(\.position) == [8])
        #expect(prompt.notes.first?.description.contains("a cat :1.2 AND a dog") == true)
    }

    @Test func `words behind a colon are words`() {
        #expect(ComposedPrompt("a: b AND c: AND d:e3").notes == [])
    }

    @Test func `nothing on one side of AND is composed, and reported`() {
        #expect(ComposedPrompt("a AND").parts == [part("a", 1), part("", 1)])
        #expect(ComposedPrompt("a AND").notes == [.init(.emptyPart, at: 5)])
        #expect(ComposedPrompt("AND a AND AND b").notes.map(\.position) == [0, 9])
        #expect(ComposedPrompt(" ").notes == [])
    }

    @Test func `AND inside brackets cuts them, and is reported`() {
        let prompt = ComposedPrompt("[a AND b:3] AND (c AND d)")
        #expect(prompt.parts.map(\.text) == ["[a", " b:3]", " (c", " d)"])
        #expect(
            prompt.notes
                == [.init(.andInsideBrackets, at: 3), .init(.andInsideBrackets, at: 19)])
        #expect(ComposedPrompt(#"\( a AND b \)"#).notes == [])
        #expect(ComposedPrompt(#"\AND b"#).parts.count == 2)
    }
}
