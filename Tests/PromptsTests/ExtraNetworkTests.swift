import Testing

@testable import Prompts

@Suite struct ExtraNetworkTests {
    private func note(
        _ fault: PromptNote.NetworkFault, _ tag: String, _ position: Int
    ) -> PromptNote {
        PromptNote(.network(fault, tag: tag), at: position)
    }

    private func lora(_ name: String, _ textEncoder: Double, _ unet: Double) -> LoraRequest {
        LoraRequest(name: name, textEncoder: textEncoder, unet: unet)
    }

    @Test(arguments: [
        ("<lora:a>", "a", 1, 1), ("<lora:a:0.8>", "a", 0.8, 0.8),
        ("<lora:a:0.8:0.5>", "a", 0.8, 0.5), ("<lora:a:te=0.3>", "a", 0.3, 0.3),
        ("<lora:a:unet=0.3>", "a", 1, 0.3), ("<lora:a:0.8:0.5:unet=2:te=3>", "a", 3, 2),
        ("<lora:unet=0.2:a:0.5>", "a", 0.5, 0.2), ("<lora:a:te=1:te=2>", "a", 2, 2),
        ("<lora:My LoRA v1.2 (beta):-1>", "My LoRA v1.2 (beta)", -1, -1),
        ("<lora:日本語-é:1e-1>", "日本語-é", 0.1, 0.1), ("<lora:sub/dir/a: 0.5 >", "sub/dir/a", 0.5, 0.5),
        ("<lyco:a:+.5>", "a", 0.5, 0.5), ("<LoRA:a:0>", "a", 0, 0),
        ("<lora:a=b=c:1.>", "a=b=c", 1, 1),
        ("<lora:a<b:2>", "a<b", 2, 2), ("<lora:a\nb>", "a\nb", 1, 1),
    ])
    func `a tag asks for a LoRA at two strengths`(
        prompt: String, name: String, textEncoder: Double, unet: Double
    ) {
        let networks = ExtraNetworks(prompt)
        #expect(networks.loras == [lora(name, textEncoder, unet)])
        #expect(networks.prompt.isEmpty && networks.notes.isEmpty)
    }

    @Test(arguments: [
        ("a, <lora:x:1>, b", "a, , b"), ("a<lora:x:1>b", "ab"),
        ("<lora:x>(cat:1.2)<lora:y>", "(cat:1.2)"),
        ("[<lora:x:1>:<lora:y:1>:0.5]", "[::0.5]"), (" <lora:x> ", "  "),
        ("<b:x>a</b:x>", "a</b:x>"),
        ("<<lora:x>>", "<>"), ("e<lora:x>\u{301}", "e\u{301}"), ("\r<lora:x>\n", "\r\n"),
    ])
    func `what is around a tag stays as it is`(prompt: String, left: String) {
        #expect(Array(ExtraNetworks(prompt).prompt.unicodeScalars) == Array(left.unicodeScalars))
    }

    @Test(arguments: [
        "", "cat", "<", ">", "<>", "a < b > c", "<lora>", "<lora:>", "<:x>", "<lora :x>",
        "< lora:x>",
        "<lo-ra:x>", "<lora:x", "lora:x>", "<3 :>", ">_<", "<lora:<", "<\u{301}a:x>",
        "<|endoftext|>",
    ])
    func `what is no tag is text`(prompt: String) {
        let networks = ExtraNetworks(prompt)
        #expect(networks.prompt == prompt && networks.tags.isEmpty && networks.notes.isEmpty)
    }

    @Test func `letters and digits of all scripts make a kind`() {
        let networks = ExtraNetworks("<ключ_1:x><½:y><ª:z>")
        #expect(networks.tags.map(\.kind) == ["ключ_1", "½", "ª"])
        #expect(networks.prompt.isEmpty)
    }

    @Test func `a tag keeps its arguments`() throws {
        let networks = ExtraNetworks("<lora:a:1:0.5:8:lbw=OUTALL:stop=10>")
        let tag = try #require(networks.tags.first)
        #expect(tag.text == "<lora:a:1:0.5:8:lbw=OUTALL:stop=10>")
        #expect(tag.positional == ["a", "1", "0.5", "8"])
        #expect(tag.named == ["lbw": "OUTALL", "stop": "10"])
        #expect(networks.loras == [lora("a", 1, 0.5)])
        #expect(
            networks.notes
                == ["8", "lbw=OUTALL", "stop=10"].map { note(.ignoredArgument($0), tag.text, 0) })
    }

    @Test func `a LoRA asked for twice takes effect twice`() {
        let networks = ExtraNetworks("<lora:a:0.5> x <lora:b> <lora:a:0.25>")
        #expect(networks.loras == [lora("a", 0.5, 0.5), lora("b", 1, 1), lora("a", 0.25, 0.25)])
        #expect(networks.notes.isEmpty)
    }

    @Test(arguments: ["x", "", "1,5", "nan", "inf", "1e999", "0x10", "1 2", "--1", "٣", "0.8)"])
    func `a strength that is no number is told, and the tag is ignored`(strength: String) {
        let tag = "<lora:a:\(strength)>"
        let networks = ExtraNetworks("a \(tag)b")
        #expect(networks.prompt == "a b" && networks.loras.isEmpty)
        #expect(networks.notes == [note(.notANumber(strength), tag, 2)])
        #expect(ExtraNetworks("<lora:a:1:unet=\(strength)>").loras.isEmpty)
    }

    @Test(arguments: ["<lora::1>", "<lora:te=1>"])
    func `a LoRA without a name is told`(tag: String) {
        #expect(ExtraNetworks(tag).notes == [note(.unnamed, tag, 0)])
    }

    @Test func `other kinds are left out and told where they stand`() {
        let networks = ExtraNetworks("<hypernet:a:1>b<x:y>é<hypernet:a:1>")
        #expect(networks.prompt == "bé" && networks.loras.isEmpty)
        #expect(
            networks.notes == [
                note(.hypernetwork, "<hypernet:a:1>", 0), note(.unknownKind("x"), "<x:y>", 15),
                note(.hypernetwork, "<hypernet:a:1>", 21),
            ])
    }

    @Test func `each note is a sentence with its tag`() {
        let networks = ExtraNetworks("<lora:a:b><lora::1><hypernet:c><d:e><lora:f:dyn=4>")
        #expect(networks.notes.count == 5)
        for (note, tag) in zip(networks.notes, networks.tags) {
            #expect(note.description.contains(tag.text) && note.description.hasSuffix("."))
        }
    }

    @Test(arguments: ["<a:", "<a", "<a:>", "<", "<a:b>", "<lora:x:1>", "<lora:a:z>", "<a:<"])
    func `long prompts have a reading`(piece: String) {
        let prompt = String(repeating: piece, count: 10_000)
        let networks = ExtraNetworks(prompt)
        let kept = networks.tags.reduce(0) { $0 + $1.text.utf8.count }
        #expect(networks.prompt.utf8.count + kept == prompt.utf8.count)
        #expect(ExtraNetworks(prompt + ">").notes.count <= PromptNote.mostNotes)
    }

    @Test func `random prompts lose their tags and nothing else`() {
        let pieces = [
            "<", ">", ":", "=", "lora", "a", "1", "\u{301}", " ", "é", "\r", "\n", "<lora:b:1>",
        ]
        var random = RandomPrompts(seed: 11)
        for _ in 0..<5_000 {
            var prompt = String.UnicodeScalarView()
            for _ in 0..<random.next(below: 20) {
                prompt += pieces[random.next(below: pieces.count)].unicodeScalars
            }
            let networks = ExtraNetworks(String(prompt))
            let texts = networks.tags.reduce(0) { $0 + $1.text.unicodeScalars.count }
            #expect(networks.prompt.unicodeScalars.count + texts == prompt.count)
            #expect(networks.tags.allSatisfy { ExtraNetworks($0.text).tags == [$0] })
        }
    }
}
