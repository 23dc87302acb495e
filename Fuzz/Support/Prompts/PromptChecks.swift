/// A sentence without what would move the cursor of a terminal, and not without end.
func isPlain(_ sentence: String) -> Bool {
    sentence.utf8.count <= 1_000 && sentence.hasSuffix(".")
        && !sentence.unicodeScalars.contains {
            $0.isASCII ? $0.value < 0x20 || $0.value == 0x7F : $0.value < 0xA0
        }
}

/// Comments go, and with them every `#`.
func check(comments text: String) {
    let left = promptWithoutComments(text)
    require(!left.unicodeScalars.contains("#"), "a comment that stayed")
    require(promptWithoutComments(left) == left, "comments found in a text without")
    require(left.unicodeScalars.count <= max(text.unicodeScalars.count, 1), "a longer text")
}

/// What is no tag stays.
func check(networks text: String) {
    let networks = ExtraNetworks(text)
    let tags = networks.tags.reduce(0) { $0 + $1.text.unicodeScalars.count }
    require(
        networks.prompt.unicodeScalars.count + tags == text.unicodeScalars.count, "lost text")
    require(
        networks.loras.allSatisfy { $0.textEncoder.isFinite && $0.unet.isFinite }, "a strength")
}

/// Every step has a text, every weight is a number, every note stands in the prompt.
func check(_ prompt: PassPrompt, of written: String, on timeline: PromptTimeline) {
    require(!prompt.parts.isEmpty, "no part")
    let length = written.unicodeScalars.count
    for part in prompt.parts {
        require(part.weight.isFinite, "an infinite weight")
        let segments = part.schedule.segments
        require(segments.last?.end == timeline.steps, "a schedule that does not end with the pass")
        require(segments.first.map { $0.end >= 1 } == true, "a step 0")
        require(zip(segments, segments.dropFirst()).allSatisfy { $0.end < $1.end }, "disorder")
        require(segments.allSatisfy { $0.text.unicodeScalars.count <= length + 1 }, "more text")
        for step in -1...timeline.steps + 1 {
            let expected = segments.first { step <= $0.end } ?? segments[segments.count - 1]
            require(part.schedule.text(at: step) == expected.text, "another step's text")
        }
        if segments.count == 1, !written.unicodeScalars.contains("[") {
            require(part.schedule.texts.count == 1, "editing without brackets")
        }
    }
    require(prompt.notes.count <= PromptNote.mostNotes, "too many notes")
    require(Set(prompt.notes).count == prompt.notes.count, "a note given twice")
    require(prompt.notes.allSatisfy { 0...length ~= $0.position }, "a note outside of the prompt")
    require(
        zip(prompt.notes, prompt.notes.dropFirst()).allSatisfy { $0.position <= $1.position },
        "notes in disorder")
    require(prompt.notes.allSatisfy { isPlain($0.description) }, "a note that is no sentence")
}

/// Parts of equal weight are joined, and none is empty but one alone.
func check(attention prompt: AttentionPrompt) {
    var last: Double?
    for part in prompt.parts {
        switch part {
        case .chunkBreak: last = nil
        case .text(let text, let weight):
            require(weight.isFinite, "an infinite weight")
            require(weight != last, "neighbours of equal weight")
            require(!text.isEmpty || prompt.parts.count == 1, "an empty part")
            last = weight
        }
    }
    require(!prompt.parts.isEmpty, "no part")
}

/// Chunks have 77 tokens that exist, framed and padded; embeddings stand whole in one.
func check(chunks: [TokenChunk], padding: TokenChunk.Padding, emphasis: EmphasisMode) {
    require(!chunks.isEmpty, "no chunk")
    for chunk in chunks {
        let (ids, weights) = (chunk.ids, chunk.weights)
        require(ids.count == TokenChunk.length && weights.count == TokenChunk.length, "not 77")
        require(ids.allSatisfy { 0..<Int32(CLIPVocabulary.tokenCount) ~= $0 }, "no token")
        require(ids[0] == CLIPVocabulary.startOfText && weights[0] == 1, "the start")
        require(weights.allSatisfy(\.isFinite), "an infinite weight")
        if emphasis == .ignore || emphasis == .none {
            require(weights.allSatisfy { $0 == 1 }, "a weight")
        }
        let end = ids.firstIndex(of: CLIPVocabulary.endOfText)
        require(end != nil && weights[76] == 1, "no end")
        let padded =
            padding == .zero ? ids[((end ?? 0) + 1)...].allSatisfy { $0 == 0 } : ids[76] == 49407
        require(padded, "padding")
        var free = 1
        for place in chunk.embeddings {
            require(place.position >= free, "embeddings that overlap")
            free = place.position + place.word.vectorCount
            require(free <= TokenChunk.length - 1, "an embedding across two chunks")
            require(ids[place.position..<free].allSatisfy { $0 == 0 }, "an embedding's place")
        }
    }
}
