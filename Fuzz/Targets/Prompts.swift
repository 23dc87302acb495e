typealias Subject = Prompts

/// Prompts: comments, tags, AND, prompt editing, attention, chunks of tokens; and files of styles.
///
/// The first byte says which pass and how it is read, the others are the prompt, or a file of styles
/// around a prompt.
enum Prompts: FuzzTarget {
    /// Read once. The vocabulary is set-up's: see ``CLIPVocabulary/find()``.
    private static let chunker: PromptChunker? = {
        guard let path = try? CLIPVocabulary.find(),
            let vocabulary = try? CLIPVocabulary(contentsOf: path)
        else { return nil }
        let words = [("cat", 3), ("easynegative", 20), ("masterpiece", 75), ("日本", 1)]
        return PromptChunker(
            CLIPTokenizer(vocabulary),
            embeddings: words.map { EmbeddingWord($0.0, vectorCount: $0.1) })
    }()

    static func run(_ input: [UInt8]) {
        guard let options = input.first else { return }
        let rest = input.dropFirst()
        let text = String(decoding: rest, as: UTF8.self)
        if options & 0x80 != 0 { readStyles(Array(rest)) }
        check(comments: text)
        check(networks: text)
        let reading = PromptReading(options)
        let prompt = PassPrompt(
            text, reading.role, on: reading.timeline, emphasis: reading.emphasis,
            hasComments: reading.hasComments)
        check(prompt, of: text, on: reading.timeline)
        require(chunker != nil, "no vocabulary: run make setup, or set KILN_CLIP_VOCABULARY")
        for text in prompt.parts.flatMap({ $0.schedule.texts }).prefix(2) {
            check(attention: AttentionPrompt(text, emphasis: reading.emphasis))
            let chunks = chunker?.chunks(
                text, padding: reading.padding, emphasis: reading.emphasis)
            check(chunks: chunks ?? [], padding: reading.padding, emphasis: reading.emphasis)
        }
    }

    /// Reads a file, puts its first styles around its last line, and finds them again.
    private static func readStyles(_ bytes: [UInt8]) {
        let prompt = String(decoding: bytes.split(separator: 10).last ?? [], as: UTF8.self)
        do throws(PromptError) {
            let file = try StyleFile(bytes)
            require(file.names.allSatisfy { file[$0] != nil }, "a style without its name")
            let styled = try file.styles.prefix(4).applied(to: prompt)
            let negative = try file.styles.prefix(4).applied(to: prompt, .negative)
            let found = file.extraction(prompt: styled, negativePrompt: negative)
            require(found.prompt.unicodeScalars.count <= styled.unicodeScalars.count, "longer")
            require(found.names.count <= file.styles.count, "a style found twice")
        } catch {
            require(isPlain(error.description), "a refusal that is no sentence")
        }
    }
}

/// What a byte chooses.
private struct PromptReading {
    let role: PassPrompt.Role
    let timeline: PromptTimeline
    let emphasis: EmphasisMode
    let hasComments: Bool
    let padding: TokenChunk.Padding

    init(_ options: UInt8) {
        role = options & 1 == 0 ? .positive : .negative
        hasComments = options & 2 == 0
        padding = options & 0x20 == 0 ? .zero : .endOfText
        emphasis = EmphasisMode.allCases[Int(options >> 2 & 3)]
        let isOld = options & 0x40 != 0
        timeline =
            options & 0x10 == 0
            ? .firstPass(steps: options & 0x20 == 0 ? 10 : 1, usesOldScheduling: isOld)
            : .hiresPass(
                steps: options & 0x20 == 0 ? 7 : 20, after: 10, usesOldScheduling: isOld)
    }
}
