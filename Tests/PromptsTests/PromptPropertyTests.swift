import Prompts
import Testing

@Suite struct PromptPropertyTests {
    @Test(arguments: 0..<4)
    func `every one of 5,000 random prompts has whole chunks`(seed: Int) throws {
        let chunker = try PromptChunker(installedTokenizer())
        var random = RandomPrompts(seed: UInt64(seed))
        for _ in 0..<5000 {
            let prompt = random.next()
            let padding = random.next(below: 2) == 0 ? TokenChunk.Padding.endOfText : .zero
            let chunks = chunker.chunks(prompt, padding: padding)
            let broken = chunks.contains { !isWhole($0, padding: padding) }
            #expect(!chunks.isEmpty && !broken, "\(prompt.debugDescription)")
        }
    }

    @Test func `random text is encoded as its words are, one by one`() throws {
        let tokenizer = try installedTokenizer()
        var random = RandomPrompts(seed: 99)
        for _ in 0..<1000 {
            let (a, b) = (random.next(), random.next())
            #expect(tokenizer.encode(a + " " + b) == tokenizer.encode(a) + tokenizer.encode(b))
        }
    }

    @Test func `a large prompt of nothing but syntax is read`() throws {
        let chunker = try PromptChunker(installedTokenizer())
        let prompt = String(repeating: "(a[b:1.1) BREAK \\", count: 3000)
        #expect(chunker.chunkCount(prompt) > 1)
    }

    private func isWhole(_ chunk: TokenChunk, padding: TokenChunk.Padding) -> Bool {
        let ids = chunk.ids
        guard ids.count == 77, chunk.weights.count == 77, ids[0] == CLIPVocabulary.startOfText,
            ids.allSatisfy({ (0..<Int32(CLIPVocabulary.tokenCount)).contains($0) }),
            chunk.weights.allSatisfy(\.isFinite), chunk.weights[0] == 1, chunk.weights[76] == 1,
            let end = ids.firstIndex(of: CLIPVocabulary.endOfText)
        else { return false }
        return padding == .zero
            ? ids[(end + 1)...].allSatisfy { $0 == 0 } : ids[76] == CLIPVocabulary.endOfText
    }
}
