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
    func `a weight that is no number is text and is reported where it stands`(weight: String) {
        let prompt = AttentionPrompt("(a\(weight))(b\(weight))")
        #expect(prompt.parts == [.text("a\(weight)b\(weight)", weight: 1.1)])
        #expect(prompt.notes.map(\.position) == [2, weight.count + 5])
        #expect(prompt.notes.allSatisfy { $0.description.contains("(word:1.2)") })
        #expect(prompt.notes.allSatisfy { $0.description.count < 150 })
    }

    @Test func `a bracket without its other half is reported where it stands`() {
        #expect(
            notes("a (b [c") == [.init(.neverClosed("("), at: 2), .init(.neverClosed("["), at: 5)])
        #expect(
            notes("a) :] b") == [.init(.neverOpened(")"), at: 1), .init(.neverOpened("]"), at: 4)])
        #expect(notes(#"\( \) \[ \] (a) [b] (c:1.2) ([d)]"#) == [])
        #expect(notes("日本é)") == [.init(.neverOpened(")"), at: 3)])
    }

    @Test func `no more notes are given than a person reads`() {
        let many = notes(String(repeating: ")", count: 500))
        #expect(many.map(\.position) == Array(0..<PromptNote.mostNotes))
    }

    private func notes(_ prompt: String) -> [PromptNote] { AttentionPrompt(prompt).notes }

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
        #expect(prompt.notes == [.init(.breakInsideBrackets, at: 3)])
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
        #expect(!fits.notes.contains { $0.kind == .nestedTooDeeply })
        let prompt = AttentionPrompt(
            String(repeating: "[", count: depth) + "(a" + String(repeating: "]", count: depth))
        #expect(prompt.notes == [.init(.nestedTooDeeply, at: depth)])
        #expect(prompt.parts.count == 1)
        guard case .text("(a", _) = prompt.parts.first else {
            Issue.record("\(prompt.parts)")
            return
        }
    }

    @Test func `broken words of equal weight are joined and stay two words`() {
        // Found by fuzzing: the empty runs around BREAK kept parts of equal weight apart.
        let prompt = AttentionPrompt(
            "<one lyco:(\u{1}BREAK two(BREAK)three,BREAK BREAK[1)S")
        #expect(zip(prompt.parts, prompt.parts.dropFirst()).allSatisfy { !hasEqualWeights($0, $1) })
        #expect(prompt.parts.contains(.text("BREAK BREAK", weight: -1.1)))
        #expect(AttentionPrompt("c(BREAK:-1)").parts == [.text("c BREAK", weight: 1)])
        #expect(AttentionPrompt("c (BREAK:-1)d").parts == [.text("c BREAK d", weight: 1)])
        #expect(AttentionPrompt("(BR()EAK)").parts == [.text("BREAK", weight: 1.1)])
    }

    private func hasEqualWeights(_ a: AttentionPrompt.Part, _ b: AttentionPrompt.Part) -> Bool {
        guard case .text(_, let first) = a, case .text(_, let second) = b else { return false }
        return first == second
    }

    @Test func `every golden prompt has the words and weights of the web UI`() throws {
        let rows = try goldens("attention.json", of: AttentionGolden.self)
        #expect(rows.count >= 1000)
        for row in rows {
            let parts = AttentionPrompt(row.prompt).parts
            #expect(words(parts) == row.parts.flatMap(\.words), "\(row.prompt.debugDescription)")
        }
    }

    private func words(_ parts: [AttentionPrompt.Part]) -> [WeighedWord] {
        parts.flatMap { part in
            switch part {
            case .chunkBreak: [WeighedWord(text: "BREAK", weight: -1)]
            case .text(let text, let weight): WeighedWord.words(of: text, weight: weight)
            }
        }
    }

    @Test func `without emphasis there is no syntax and nothing to note`() {
        let prompt = AttentionPrompt("(a:1.2.3) BREAK [b", emphasis: .none)
        #expect(prompt == AttentionPrompt(literal: "(a:1.2.3) BREAK [b"))
        #expect(AttentionPrompt("(a) BREAK", emphasis: .ignore) == AttentionPrompt("(a) BREAK"))
    }

    @Test func `emphasis modes are named as in infotext, in any case`() {
        #expect(EmphasisMode.allCases.map(\.name) == ["None", "Ignore", "Original", "No norm"])
        for mode in EmphasisMode.allCases {
            #expect(EmphasisMode(named: mode.name) == mode)
            #expect(EmphasisMode(named: mode.name.uppercased()) == mode)
        }
        #expect(EmphasisMode(named: "original ") == nil)
        #expect(EmphasisMode(named: "") == nil)
    }

    @Test func `literal text has no syntax`() {
        #expect(
            AttentionPrompt(literal: "(a:1.2) BREAK").parts
                == [.text("(a:1.2) BREAK", weight: 1)])
    }
}
