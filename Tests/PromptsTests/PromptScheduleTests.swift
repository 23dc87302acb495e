import Testing

@testable import Prompts

@Suite struct PromptScheduleTests {
    private typealias Segment = ScheduleGolden.Segment

    private func segments(_ prompt: String, _ timeline: PromptTimeline) -> [Segment] {
        PromptSchedule(prompt, on: timeline).segments.map { Segment(end: $0.end, text: $0.text) }
    }

    private let first = PromptTimeline.firstPass(steps: 10)
    private let hires = PromptTimeline.hiresPass(steps: 10, after: 10)

    @Test func `every golden prompt has the texts of an independent reading`() throws {
        let rows = try goldens("schedules.json", of: ScheduleGolden.self)
        #expect(rows.count >= 1000)
        for row in rows {
            let timeline =
                row.hires.map {
                    PromptTimeline.hiresPass(
                        steps: $0, after: row.steps, usesOldScheduling: row.old)
                } ?? .firstPass(steps: row.steps, usesOldScheduling: row.old)
            #expect(segments(row.prompt, timeline) == row.segments, "\(row)")
        }
    }

    @Test func `the two passes count on`() {
        let vectors: [(String, first: [(Int, String)], hires: [(Int, String)])] = [
            ("[a:b:0.5]", [(5, "a"), (10, "b")], [(10, "b")]),
            ("[a:b:1.5]", [(10, "a")], [(5, "a"), (10, "b")]),
            ("[a:b:12]", [(10, "a")], [(2, "a"), (10, "b")]),
            ("a [b:.5] c", [(5, "a  c"), (10, "a b c")], [(10, "a b c")]),
            ("((a][:b:c [d:3]", [(3, "((a][:b:c "), (10, "((a][:b:c d")], [(10, "((a][:b:c d")]),
        ]
        for (prompt, inFirst, inHires) in vectors {
            #expect(segments(prompt, first) == inFirst.map { Segment(end: $0.0, text: $0.1) })
            #expect(segments(prompt, hires) == inHires.map { Segment(end: $0.0, text: $0.1) })
        }
    }

    @Test func `old timelines know fractions below 1 alone, and both passes are alike`() {
        let old = PromptTimeline.firstPass(steps: 10, usesOldScheduling: true)
        #expect(segments("[a:b:1.5]", old).map(\.end) == [1, 10])
        #expect(segments("[a:b:0.5]", old).map(\.end) == [5, 10])
        let hires = PromptTimeline.hiresPass(steps: 30, after: 10, usesOldScheduling: true)
        #expect(segments("[a:b:0.5]", hires) == segments("[a:b:0.5]", old))
    }

    @Test func `alternation takes turns`() {
        let texts = PromptSchedule("[fe|]male", on: first).segments.map(\.text)
        #expect(texts == (0..<10).map { $0 % 2 == 0 ? "female" : "male" })
        #expect(PromptSchedule("[fe|]male", on: first).texts == ["female", "male"])
    }

    @Test func `a switch at a step leaves the text before it to one call more`() {
        let schedule = PromptSchedule("[a:b:3]", on: first)
        #expect((0..<12).map { schedule.text(at: $0) }.joined() == "aaaabbbbbbbb")
        #expect(schedule.text(at: -1) == "a")
        let turns = PromptSchedule("[a|b]", on: first)
        #expect((0..<10).map { turns.text(at: $0) }.joined() == "aababababa")
    }

    @Test func `Forge encoded these texts`() {
        // forge-goldens: prm-edit-steps and prm-alternate, six steps.
        let six = PromptTimeline.firstPass(steps: 6)
        #expect(
            segments("a [red:blue:2] house by the [sea::4] [boat:3]", six).map(\.text) == [
                "a red house by the sea ", "a blue house by the sea ",
                "a blue house by the sea boat", "a blue house by the  boat",
            ])
        #expect(
            PromptSchedule("a (red:1.3) house, [cat|dog] by the sea", on: six).segments.map(\.text)
                == (0..<6).map {
                    "a (red:1.3) house, \($0 % 2 == 0 ? "cat" : "dog") by the sea"
                })
    }

    @Test(arguments: ["[a:b:1e999]", "[a:b:99999999999999999999]", "[a:b:\(Int.max)]"])
    func `a switch far away never comes`(prompt: String) {
        #expect(segments(prompt, first) == [Segment(end: 10, text: "a")])
        #expect(
            segments(prompt.replacing(":b:", with: ":b:-"), first) == [Segment(end: 10, text: "b")])
    }

    @Test(arguments: [Int.min, -1, 0, 1])
    func `a pass has one step at least`(steps: Int) {
        #expect(
            segments("[a|b][c:d:0.5]", .firstPass(steps: steps)) == [Segment(end: 1, text: "ad")])
        let hires = PromptTimeline.hiresPass(steps: steps, after: Int.max)
        #expect(hires.steps == 1)
        #expect(PromptTimeline.firstPass(steps: .max).steps == PromptTimeline.mostSteps)
    }

    // MARK: Notes

    private func notes(_ prompt: String) -> [PromptNote] {
        PromptEditing(Array(prompt.unicodeScalars)).notes
    }

    @Test(arguments: ["[a:b]", "[a:b:x]", "[a:b:1.2.3]", "[a:b:c:3]", "[a:b:]", "[(a:b:c):d:3]"])
    func `square brackets with colons that are no editing are reported`(group: String) {
        #expect(notes("é " + group + " x") == [.init(.notEditing(group), at: 2)])
        #expect(PromptSchedule(group, on: first).texts == [group])
    }

    @Test(arguments: [
        ("[a|b:0.5]", 2), ("[a|(b|c)]", 5), ("[x:y:3] a | b", 10), ("[a|b] ]c|", 8),
        ("[a|b", 2), ("[a|[b:c]]", 2),
    ])
    func `a bar that switches off editing is reported`(prompt: String, position: Int) {
        #expect(notes(prompt).contains(.init(.loneBar, at: position)))
        #expect(PromptSchedule(prompt, on: first).texts == [prompt])
    }

    @Test func `a bar in a prompt without editing is nobody's fault`() {
        #expect(notes("a | b (c|d)") == [])
        #expect(notes(#"[a:b:3] \| c"#) == [])
    }

    @Test func `a backslash that escapes nothing is reported where it switches off editing`() {
        #expect(notes("[a:b:3]\\") == [.init(.loneBackslash, at: 7)])
        #expect(notes("\\\n[a:b:3]") == [.init(.loneBackslash, at: 0)])
        #expect(PromptSchedule("[a:b:3]\\", on: first).texts == ["[a:b:3]\\"])
        #expect(notes("a\\") == [])
    }

    @Test func `editing right before stray brackets is text and is reported`() {
        #expect(notes("x [a:b:3]:)") == [.init(.editingBesideStrays, at: 2)])
        #expect(PromptSchedule("x [a:b:3]:)", on: first).texts == ["x [a:b:3]:)"])
        #expect(PromptSchedule("x [a:b:3] :)", on: first).texts == ["x a :)", "x b :)"])
        #expect(PromptSchedule("[a|b]:)", on: first).texts == ["a:)", "b:)"])
    }

    @Test func `each note is a sentence`() {
        let prompts = ["[a:b]", "[a|b:1]", "[a:b:3]\\", "[a:b:3]:)"]
        for note in prompts.flatMap(notes) {
            #expect(note.description.hasPrefix("Position \(note.position): "))
            #expect(note.description.hasSuffix("."))
        }
    }
}
