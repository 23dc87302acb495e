import Testing

@testable import Prompts

/// Prompts made to cost much. Read in linear time they take a moment, in quadratic time minutes.
@Suite struct LinearTimeTests {
    private static let pieces = [
        "(", "[", ")", "]", ":", "|", "\\", "(a", "[a:", "[a|", "[a:b:3]", "[a|b]", "[[a:3]:",
        "[a:[b:3",
        "]:3]", "(BREAK", "BREAK", "AND", " AND ", "a:1 AND ", "<a:b", "<lora:a>", "#", "\n#", " ",
        ":  ", ":1.1.", "[ :", "([", "\"", "\",", "{prompt}", "\u{301}",
    ]

    @Test(.timeLimit(.minutes(5)), arguments: pieces)
    func `a long prompt of one piece is read`(piece: String) throws {
        let body = String(repeating: piece, count: 30_000)
        let timeline = PromptTimeline.firstPass(steps: 20)
        for text in [body, "[" + body + ":3]>)"] {
            let prompt = PassPrompt(text, on: timeline)
            #expect(prompt.parts.allSatisfy { $0.schedule.segments.last?.end == 20 })
            #expect(prompt.notes.count <= PromptNote.mostNotes)
        }
        #expect(try StyleFile(Array("name\n\(body)".utf8)).styles.count <= 30_000)
    }

    @Test func `groups nested a hundred thousand deep are read without recursion`() {
        let depth = 100_000
        let nested =
            String(repeating: "[a|", count: depth) + "b" + String(repeating: "]", count: depth)
        let editing = PromptEditing(Array(nested.unicodeScalars))
        #expect(editing.groups.count == depth)
        let second = editing.ranges(at: 2, on: .firstPass(steps: 2)).map(\.count)
        #expect(second.reduce(0, +) == 1)
    }

    @Test func `alternations make as many texts as there are, not one for each step`() {
        func count(_ prompt: String, steps: Int = 150) -> Int {
            let editing = PromptEditing(Array(prompt.unicodeScalars))
            return ScheduledTexts(editing, on: .firstPass(steps: steps)).texts.count
        }
        #expect(count(String(repeating: "[a|b]", count: 1_000)) == 2)
        #expect(count("[a|b][c|d|e]") == 6)
        #expect(count("[a|b][c:d:50]") == 4)
        #expect(count("[a|b|c|d|e|f|g][1|2|3|4|5][x|y|z][u|v]") == 150)
        #expect(count(String(repeating: "[a:b:10]", count: 1_000)) == 2)
        #expect(PromptSchedule("[a|b]", on: .firstPass(steps: 150)).segments.count == 150)
    }
}
