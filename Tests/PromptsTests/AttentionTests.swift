import Testing

@testable import Prompts

@Suite struct AttentionTests {
    /// A prompt and what the web UI makes of it.
    struct Vector: CustomTestStringConvertible, Sendable {
        let prompt: String
        let parts: [AttentionPrompt.Part]

        init(_ prompt: String, _ parts: KeyValuePairs<String, Double>) {
            self.prompt = prompt
            self.parts = parts.map { .text($0.key, weight: $0.value) }
        }

        var testDescription: String { prompt.debugDescription }
    }

    static let vectors = [
        Vector("", ["": 1]),
        Vector("()", ["": 1]),
        Vector("normal text", ["normal text": 1]),
        Vector("an (important) word", ["an ": 1, "important": 1.1, " word": 1]),
        Vector("(unbalanced", ["unbalanced": 1.1]),
        Vector("[unbalanced", ["unbalanced": 1 / 1.1]),
        Vector("un) bal] anced", ["un) bal] anced": 1]),
        Vector(#"\(literal\]"#, ["(literal]": 1]),
        Vector(#"\\ \x \"#, [#"\ x "#: 1]),
        Vector("(unnecessary)(parens)", ["unnecessaryparens": 1.1]),
        Vector(
            "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
            [
                "a ": 1, "house": 1.3 * 1.1 * 1.1, " ": 1.1, "on": 1, " a ": 1.1,
                "hill": 0.5 * 1.1, ", sun, ": 1.1, "sky": 1.1 * 1.1 * 1.1 * 1.1, ".": 1.1,
            ]),
        Vector("(a:1.2:1.3)", ["a:1.2": 1.3]),
        Vector("[a:1.3]", ["a:1.3": 1 / 1.1]),
        Vector("a:1.2) b: c", ["a:1.2) b: c": 1]),
        Vector("(a:1.5 ) (b: 2)", ["a": 1.5, " ": 1, "b": 2]),
        Vector("(a:１.٥)", ["a": 1.5]),
        Vector("([a)b]", ["a": 1.1 / 1.1, "b": 1 / 1.1]),
        Vector("(a:1.2.3) b", ["a:1.2.3": 1.1, " b": 1]),
        Vector("(a:.) b", ["a:.": 1.1, " b": 1]),
        Vector("BREAKING xBREAK", ["BREAKING xBREAK": 1]),
    ]

    @Test(arguments: vectors)
    func `a prompt has the weights of the web UI`(vector: Vector) {
        #expect(AttentionPrompt(vector.prompt).parts == vector.parts)
    }

    @Test func `signs and lone points are numbers`() {
        #expect(
            AttentionPrompt("(a:-1)(b:+.5)(c:2.)(d:0)").parts
                == Vector("", ["a": -1, "b": 0.5, "c": 2, "d": 0]).parts)
    }

    @Test func `the nested weights have the printed digits`() {
        let house = AttentionPrompt("((house:1.3))").parts + AttentionPrompt("((((sky))))").parts
        #expect(
            house == Vector("", ["house": 1.4300000000000002, "sky": 1.4641000000000006]).parts)
    }

    @Test(arguments: [":1.2.3", ":..", ":" + String(repeating: "9", count: 400)])
    func `a weight that is no number is text and is reported`(weight: String) {
        let prompt = AttentionPrompt("(a\(weight))(b\(weight))")
        #expect(prompt.parts == [.text("a\(weight)b\(weight)", weight: 1.1)])
        #expect(prompt.notes == [.notANumber(String(weight.dropFirst()))])
        #expect(prompt.notes.first?.description.contains("(word:1.2)") == true)
    }

    @Test func `a break swallows the white space around it`() {
        #expect(
            AttentionPrompt("a \n BREAK\tb").parts
                == [.text("a", weight: 1), .chunkBreak, .text("b", weight: 1)])
        #expect(
            AttentionPrompt("BREAK BREAK,BREAK").parts
                == [.chunkBreak, .chunkBreak, .text(",", weight: 1), .chunkBreak])
        #expect(AttentionPrompt("BREAK").notes == [])
    }

    @Test func `a break inside brackets is a word and is reported`() {
        let prompt = AttentionPrompt("(a BREAK b:1.5)")
        #expect(
            prompt.parts
                == [.text("a", weight: 1.5), .text("BREAK", weight: -1.5), .text("b", weight: 1.5)])
        #expect(prompt.notes == [.breakInsideBrackets])
        #expect(AttentionPrompt("(a BREAK b:1)").parts.contains(.chunkBreak))
    }

    @Test func `weights stay finite`() {
        let huge = String(repeating: "9", count: 300)
        let prompt = AttentionPrompt("((((a:\(huge)):\(huge)):-\(huge)):\(huge))")
        #expect(prompt.parts == [.text("a", weight: -Double(Float.greatestFiniteMagnitude))])
    }

    @Test func `brackets beyond the deepest nesting are text and are reported`() {
        let depth = AttentionPrompt.deepestNesting
        let fits = AttentionPrompt(String(repeating: "[", count: depth) + "a")
        #expect(fits.notes == [])
        let prompt = AttentionPrompt(String(repeating: "[", count: depth) + "(a")
        #expect(prompt.notes == [.nestedTooDeeply])
        #expect(prompt.parts.count == 1)
        guard case .text("(a", _) = prompt.parts.first else {
            Issue.record("\(prompt.parts)")
            return
        }
    }

    @Test func `literal text has no syntax`() {
        #expect(
            AttentionPrompt(literal: "(a:1.2) BREAK").parts
                == [.text("(a:1.2) BREAK", weight: 1)])
    }
}
