import Testing

@testable import WebUI

/// Which infotexts read back as they were written: those that ``Infotext/init(parsing:)`` names.
struct InfotextRoundTripTests {
    @Test(arguments: 0..<4)
    func `30,000 infotexts read back as they were written`(_ part: Int) {
        var writer = InfotextGenerator(seed: UInt64(part))
        for _ in 0..<30_000 {
            let infotext = writer.infotext()
            let back = Infotext(parsing: infotext.text)
            guard back.isSame(as: infotext) else {
                Issue.record("\(infotext) came back as \(back)")
                return
            }
        }
    }

    @Test func `what is read from any text reads back as it was read`() {
        var writer = InfotextGenerator(seed: 99)
        for _ in 0..<5_000 {
            let text = writer.anything()
            var read = Infotext(parsing: text)
            // Only the key is written of an entry whose value it is, and two entries are too few.
            read.entries.removeAll { $0.key == $0.value }
            guard read.entries.count >= 3 else { continue }
            let again = Infotext(parsing: read.text)
            guard again.isSame(as: read) else {
                Issue.record("\(text.debugDescription): \(read) came back as \(again)")
                return
            }
        }
    }

    private static let entries = [
        Infotext.Entry("Steps", "20"), Infotext.Entry("Seed", "1"), Infotext.Entry("Size", "8x8"),
    ]

    @Test(arguments: [
        ("a\nNegative prompt: b", "a", "b"), ("Negative prompt:b", "", "b"),
        ("\n\na", "a", ""), ("a \n b", "a\nb", ""),
    ])
    func `of a prompt that cannot read back it is known what it becomes`(
        prompt: String, becomes: String, negative: String
    ) {
        let back = Infotext(parsing: Infotext(prompt: prompt, entries: Self.entries).text)
        #expect(back.prompt == becomes)
        #expect(back.negativePrompt == negative)
        #expect(back.entries == Self.entries)
    }

    @Test func `an entry whose value is its name, or whose name is of one letter, is lost`() {
        let lost = [Infotext.Entry("Tiling", "Tiling"), Infotext.Entry("x", "1")]
        let text = Infotext(prompt: "a", entries: Self.entries + lost).text
        #expect(Infotext(parsing: text).entries == Self.entries)
    }
}

extension Infotext {
    /// Whether both have the same characters, not only equivalent ones.
    fileprivate func isSame(as other: Infotext) -> Bool {
        prompt.utf8.elementsEqual(other.prompt.utf8)
            && negativePrompt.utf8.elementsEqual(other.negativePrompt.utf8)
            && entries.count == other.entries.count
            && zip(entries, other.entries).allSatisfy { left, right in
                left.key == right.key && left.value.utf8.elementsEqual(right.value.utf8)
            }
    }
}

/// Makes infotexts of everything that the format has to step around.
private struct InfotextGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = (seed &+ 1) &* 0xD134_2543_DE82_EF95 }

    private static let pieces = [
        "a castle", "by the sea", "Negative prompt:", "Negative prompt: x", "negative", "\"",
        "\"\"",
        ",", ", ", ":", ": ", "\\", "\\\"", "\n", "\n\n", " ", "(red:1.3)", "[cat|dog]",
        "<lora:x y:0.8>", "BREAK", "AND", "Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 1",
        "Size: 512x768", "é", "e\u{301}", "猫", "🐈", "👩‍👩‍👧", "ß", "\u{A0}", "\t", "\r", "\u{2028}",
        "\u{85}", "\u{1C}", "\0", "\u{7F}", "\\u00e9", "{\"a\": 1}", "=", "1", "x", "\u{FEFF}",
    ]

    private static let keys = [
        "Steps", "Sampler", "CFG scale", "Seed", "Size", "Model hash", "Model", "Hires prompt",
        "Lora hashes", "ControlNet 0", "ADetailer model", "a-b/c_d", "猫 é", "K2", "UniPC order",
        "1-2", "Key with spaces ", "__", "Version", "User",
    ]

    mutating func infotext() -> Infotext {
        let count = 3 + below(6)
        let first = below(Self.keys.count)
        return Infotext(
            prompt: prompt(), negativePrompt: once(in: 3) ? "" : prompt(),
            entries: (0..<count).map { number in
                let key = Self.keys[(first + number) % Self.keys.count]
                return Infotext.Entry(key, value())
            })
    }

    /// Lines without white space at their ends, none of which begins with the mark of the negative.
    private mutating func prompt() -> String {
        let lines = PythonText.lines(anything(upTo: 8)[...]).map { line in
            let line = PythonText.stripped(line)
            return Infotext.beginsWithMark(line) ? "x" + line : line
        }
        return lines.drop(while: \.isEmpty).joined(separator: "\n")
    }

    private mutating func value() -> String {
        once(in: 3) ? String(below(1000)) : anything(upTo: 4)
    }

    mutating func anything(upTo count: Int = 16) -> String {
        var text = ""
        for _ in 0..<below(count + 1) { text += Self.pieces[below(Self.pieces.count)] }
        return text
    }

    private mutating func once(in times: Int) -> Bool { below(times) == 0 }

    private mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (z ^ z >> 31) >> 33) % limit
    }
}
