import Testing

@testable import Prompts

@Suite struct ChunkTests {
    private let chunker: PromptChunker
    private let start = CLIPVocabulary.startOfText, end = CLIPVocabulary.endOfText
    private let cat: Int32 = 2368, comma: Int32 = 267

    init() throws { chunker = try PromptChunker(installedTokenizer()) }

    private func cats(_ count: Int) -> String {
        Array(repeating: "cat", count: count).joined(separator: " ")
    }

    /// The prompt's tokens in each chunk.
    private func tokens(_ prompt: String) -> [[Int32]] {
        chunker.chunks(prompt, padding: .endOfText).map { Array($0.ids[1...].prefix { $0 != end }) }
    }

    @Test func `an empty prompt is one chunk of padding`() {
        let chunks = chunker.chunks("", padding: .endOfText)
        #expect(chunks == [.empty(padding: .endOfText)])
        #expect(chunks.first?.ids == [start] + [Int32](repeating: end, count: 76))
        #expect(chunks.first?.weights == [Float](repeating: 1, count: 77))
        #expect(chunker.chunks(" \n", padding: .endOfText) == chunks)
    }

    @Test func `zeros stand behind the first end of text`() {
        let ids = chunker.chunks("cat", padding: .zero).first?.ids
        #expect(ids == [start, cat, end] + [Int32](repeating: 0, count: 74))
        let spelt = chunker.chunks("cat<|endoftext|>cat", padding: .zero).first?.ids
        #expect(spelt == ids)
        #expect(
            chunker.chunks("cat<|endoftext|>cat", padding: .endOfText).first?.ids.prefix(5)
                == [start, cat, end, cat, end])
    }

    @Test func `weights stand where their tokens stand`() {
        let chunk = chunker.chunks("(cat cat:1.5) [cat] cat", padding: .endOfText).first
        #expect(chunk?.weights.prefix(6) == [1, 1.5, 1.5, Float(1 / 1.1), 1, 1])
        #expect(chunk?.weights.dropFirst(5).allSatisfy { $0 == 1 } == true)
    }

    @Test(arguments: [(1, 1), (75, 1), (76, 2), (150, 2), (151, 3)])
    func `a chunk holds 75 tokens`(count: Int, chunks: Int) {
        #expect(tokens(cats(count)).map(\.count).reduce(0, +) == count)
        #expect(chunker.chunkCount(cats(count)) == chunks)
    }

    @Test(arguments: [(55, 56), (54, 75)])
    func `a full chunk is cut behind a comma among its last 20 tokens`(before: Int, cut: Int) {
        let all = tokens(cats(before) + "," + cats(40))
        #expect(all.map(\.count) == [cut, before + 41 - cut])
        #expect((all[0].last == comma) == (cut == before + 1))
    }

    @Test func `the weights move with the tokens behind the comma`() {
        let chunks = chunker.chunks(cats(69) + ", (" + cats(8) + ":2)", padding: .endOfText)
        #expect(chunks.map { $0.weights.filter { $0 == 2 }.count } == [0, 8])
    }

    @Test func `a comma that finds the chunk full begins the next`() {
        #expect(tokens(cats(75) + ", cat").map(\.count) == [75, 2])
        #expect(tokens(cats(70) + "," + cats(4) + ", cat").map(\.count) == [75, 2])
        // and is no place to cut that chunk at
        #expect(tokens(cats(75) + "," + cats(75)).map(\.count) == [75, 75, 1])
    }

    @Test func `a break closes a chunk`() {
        #expect(tokens("cat BREAK cat, cat") == [[cat], [cat, comma, cat]])
        #expect(tokens("cat BREAK") == [[cat]])
        #expect(tokens("BREAK cat") == [[], [cat]])
        #expect(tokens("cat BREAK BREAK cat") == [[cat], [], [cat]])
        #expect(tokens("BREAK") == [[]])
    }

    @Test func `a comma before a break is not a cut after it`() {
        #expect(tokens("cat, BREAK " + cats(76)).map(\.count) == [2, 75, 1])
    }

    @Test func `the prompts of a batch have as many chunks`() {
        let batch = chunker.chunks(batch: ["cat", cats(80), ""], padding: .zero)
        #expect(batch.map(\.count) == [2, 2, 2])
        #expect(batch[0] == chunker.chunks("cat", padding: .zero) + [.empty(padding: .zero)])
        #expect(chunker.chunks(batch: [], padding: .zero).isEmpty)
    }

    @Test func `text is mended before it is encoded`() {
        #expect(tokens("a woman’s ﬁrst ｃａｔ") == tokens("a woman's first cat"))
    }

    @Test func `emphasis decides which weights stand in a chunk`() {
        let prompt = "(cat:1.5) cat BREAK [cat]"
        func weights(_ emphasis: EmphasisMode) -> [Set<Float>] {
            chunker.chunks(prompt, padding: .endOfText, emphasis: emphasis).map { Set($0.weights) }
        }
        #expect(weights(.original) == [[1, 1.5], [1, Float(1 / 1.1)]])
        #expect(weights(.noNorm) == weights(.original))
        #expect(weights(.ignore) == [[1], [1]])
        #expect(weights(.none) == [[1]])
        let ids = { chunker.chunks(prompt, padding: .zero, emphasis: $0).map(\.ids) }
        #expect(ids(.ignore) == ids(.original))
        #expect(chunker.chunkCount(prompt, emphasis: .none) == 1)
    }

    @Test func `Forge cut this prompt into as many chunks, at every step`() {
        // forge-goldens: prm-over75, of which each step's conditioning is 2 × 77 tokens long.
        let prompt = """
            a photograph of a small red house on a cliff by the stormy sea, with white windows, a \
            crooked chimney, smoke rising, seagulls flying around, dramatic clouds, golden evening \
            light, wild flowers in the garden, an old wooden fence, a stone path, a rusty bicycle \
            leaning on the wall, laundry on a line, a cat sleeping on the porch, distant sailing \
            ships, (intricate details:1.2), oil painting, thick brush strokes, [muted|vivid] colours
            """
        let texts = PromptSchedule(prompt, on: .firstPass(steps: 6)).segments.map(\.text)
        #expect(texts.count == 6)
        #expect(
            texts[0].hasSuffix(
                "(intricate details:1.2), oil painting, thick brush strokes, muted colours"))
        #expect(texts[1].hasSuffix("strokes, vivid colours"))
        #expect(texts.allSatisfy { chunker.chunkCount($0) == 2 })
    }
}
