typealias Subject = Infotexts

/// Infotexts: prompts and entries, what the web UI makes of them, and NovelAI's JSON.
enum Infotexts: FuzzTarget {
    static func run(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        let infotext = Infotext(parsing: text)
        checkReadsBack(infotext)
        require(InfotextParameters(text).list.count >= 22, "a default is missing")
        check(RecordedSettings(text), of: infotext)
        // Foundation takes long to refuse what is no JSON at all.
        guard input.first == UInt8(ascii: "{") else { return }
        let size = HiresSize.Size(width: 512, height: 768)
        if let infotext = Infotext(novelAIJSON: text, size: size) {
            checkReadsBack(Infotext(parsing: infotext.text))
        }
        _ = Infotext(novelAI: ["Software": "NovelAI", "Comment": text], size: size)
    }

    /// What was read is written so that it is read again, where the format allows it.
    private static func checkReadsBack(_ infotext: Infotext) {
        var infotext = infotext
        infotext.entries.removeAll { $0.key == $0.value }
        guard infotext.entries.count >= 3, infotext.ambiguities.isEmpty else { return }
        let text = infotext.text
        let again = Infotext(parsing: text)
        require(again.text.utf8.elementsEqual(text.utf8), "another text")
        require(again.entries.count == infotext.entries.count, "other entries")
        for (left, right) in zip(again.entries, infotext.entries) {
            require(left.key.utf8.elementsEqual(right.key.utf8), "another key")
            require(left.value.utf8.elementsEqual(right.value.utf8), "another value")
        }
    }

    private static func check(_ settings: RecordedSettings, of infotext: Infotext) {
        require(settings.prompt == infotext.prompt, "another prompt")
        require(settings.otherEntries.count <= infotext.entries.count + 2, "more entries")
        require(settings.notes.allSatisfy { $0.hasSuffix(".") }, "a note without an end")
        require(settings.steps.map { $0 > 0 } ?? true, "no steps")
        require(settings.cfgScale?.isFinite ?? true, "a scale that is no number")
    }
}
