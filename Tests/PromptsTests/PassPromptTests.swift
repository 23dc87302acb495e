import Testing

@testable import Prompts

@Suite struct PassPromptTests {
    private let timeline = PromptTimeline.firstPass(steps: 10)

    private func texts(_ prompt: PassPrompt) -> [[String]] { prompt.parts.map(\.schedule.texts) }

    @Test func `a prompt is read from its comments to the texts of its steps`() {
        let prompt = PassPrompt(
            "a [cat:dog:3] <lora:one:0.5># hidden\nAND [x|y<lora:two>]: .5", on: timeline)
        #expect(prompt.text == "a [cat:dog:3] <lora:one:0.5>\nAND [x|y<lora:two>]: .5")
        #expect(prompt.networks.loras.map(\.name) == ["one", "two"])
        #expect(texts(prompt) == [["a cat", "a dog"], [" x", " y"]])
        #expect(prompt.parts.map(\.weight) == [1, 0.5])
        #expect(prompt.parts[1].schedule.text(at: 2) == " y")
        #expect(prompt.notes == [])
    }

    @Test func `the examples of the documentation hold`() throws {
        let hires = PromptTimeline.hiresPass(steps: 12, after: 20)
        let prompt = PassPrompt("a [cat:dog:1.5] AND fog :0.5 <lora:a:0.8>", on: hires)
        #expect(prompt.parts[0].schedule.text(at: 3) == "a cat")
        #expect(prompt.parts[0].schedule.text(at: 7) == "a dog")
        #expect(prompt.parts[1].weight == 0.5)
        #expect(prompt.networks.loras == [LoraRequest(name: "a", textEncoder: 0.8, unet: 0.8)])
        #expect(prompt.notes == [])
        let twenty = PromptTimeline.firstPass(steps: 20)
        for written in ["[a:b:0.4]", "[a:b:8]"] {
            let schedule = PromptSchedule(written, on: twenty)
            #expect((0..<20).filter { schedule.text(at: $0) == "b" }.first == 9)
        }
        #expect(PromptSchedule("[a:b:1.0]", on: twenty).texts == ["a"])
        let styles = try StyleFile(
            Array(
                """
                name,prompt,negative_prompt
                Photo,"a photo of {prompt}, 35mm","drawing, painting"
                Sharp,"sharp focus",blurry
                """.utf8)
        ).styles
        #expect(try styles.applied(to: "a cat") == "a photo of a cat, 35mm, sharp focus")
    }

    @Test func `tags inside of prompt editing go first, whatever is in them`() {
        let prompt = PassPrompt("[<lora:a:1>x:y<lora:b:2>:0.5] <lora:c|AND:1>", on: timeline)
        #expect(texts(prompt) == [["x", "y"]])
        #expect(prompt.networks.loras.map(\.name) == ["a", "b", "c|AND"])
    }

    @Test func `a negative prompt has one part, and its tags are text`() {
        let prompt = PassPrompt("a AND [b:c:5]:2 <lora:x:1>", .negative, on: timeline)
        #expect(texts(prompt) == [["a AND b:2 <lora:x:1>", "a AND c:2 <lora:x:1>"]])
        #expect(prompt.parts.map(\.weight) == [1])
        #expect(prompt.networks.tags.isEmpty)
        #expect(
            prompt.notes
                == [.init(.network(.inNegativePrompt, tag: "<lora:x:1>"), at: 16)])
    }

    @Test func `comments stay where they are no comments`() {
        let prompt = PassPrompt("#fff # [a:b]", on: timeline, hasComments: false)
        #expect(prompt.text == "#fff # [a:b]")
        #expect(PassPrompt("#fff # [a:b]", on: timeline).text == "\n")
    }

    @Test func `notes stand where their writer finds them`() {
        let written = "# one\n<lora:x:y>a) AND # two\n[b:(c:1.2.3):3] :1.x AND [<d:e>f:g]"
        let prompt = PassPrompt(written, on: timeline)
        #expect(
            prompt.notes == [
                .init(.network(.notANumber("y"), tag: "<lora:x:y>"), at: 6),
                .init(.neverOpened(")"), at: 17),
                .init(.notANumber("1.2.3"), at: 34),
                .init(.notEditing("[f:g]"), at: 54),
                .init(.network(.unknownKind("d"), tag: "<d:e>"), at: 55),
            ])
        let scalars = Array(written.unicodeScalars)
        #expect(prompt.notes.map { scalars[$0.position] } == ["<", ")", ":", "[", "<"])
    }

    @Test func `a note on a text of several steps is given once`() {
        let prompt = PassPrompt("[a|b|c] d)", on: timeline)
        #expect(prompt.notes == [.init(.neverOpened(")"), at: 9)])
    }

    @Test func `without emphasis there are no notes on it`() {
        #expect(PassPrompt("d) (e:1.2.3)", on: timeline, emphasis: .none).notes == [])
    }

    @Test func `blank prompts are one part`() {
        for text in ["", " ", "\n", "#"] {
            #expect(texts(PassPrompt(text, on: timeline)) == [[""]])
            #expect(PassPrompt(text, .negative, on: timeline).parts.count == 1)
        }
    }

    @Test func `in random prompts every part has a text for each step`() {
        var random = RandomPrompts(seed: 5)
        for _ in 0..<3_000 {
            let written = (0..<3).map { _ in random.next() }.joined(separator: " AND [a|")
            let prompt = PassPrompt(written, on: timeline)
            #expect(!prompt.parts.isEmpty)
            for part in prompt.parts {
                let ends = part.schedule.segments.map(\.end)
                #expect(ends.last == 10 && ends == Set(ends).sorted() && ends[0] >= 1)
                #expect(part.weight.isFinite)
            }
            let length = written.unicodeScalars.count
            #expect(prompt.notes.allSatisfy { 0...length ~= $0.position })
        }
    }
}

@Suite struct CommentTests {
    @Test func `every golden prompt loses its comments`() throws {
        let rows = try goldens("comments.json", of: CommentGolden.self)
        #expect(rows.count >= 300)
        for row in rows {
            let left = promptWithoutComments(row.prompt)
            #expect(
                Array(left.unicodeScalars) == Array(row.left.unicodeScalars),
                "\(row.prompt.debugDescription)")
        }
    }

    @Test(arguments: [
        ("a # b\nc", "a \nc"), ("#a\nb", "\nb"), ("a\n#b\nc", "a\nc"), ("a\n#b\n#c\nd", "a\n\nd"),
        ("a\n#b", "a\n"), ("#", "\n"), ("a", "a"), ("#fff, red", "\n"), ("a\n b#\n", "a\n b\n"),
        ("a#\u{301}b", "a\n"),
    ])
    func `a comment gives way to a line break`(prompt: String, left: String) {
        #expect(promptWithoutComments(prompt) == left)
    }
}
