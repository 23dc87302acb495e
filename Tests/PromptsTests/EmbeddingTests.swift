import Testing

@testable import Prompts

@Suite struct EmbeddingTests {
    private let tokenizer: CLIPTokenizer
    private let cat: Int32 = 2368, comma: Int32 = 267

    init() throws { tokenizer = try installedTokenizer() }

    private func chunks(
        _ prompt: String, _ words: EmbeddingWord..., padding: TokenChunk.Padding = .endOfText
    ) -> [TokenChunk] {
        PromptChunker(tokenizer, embeddings: words).chunks(prompt, padding: padding)
    }

    private func cats(_ count: Int) -> String {
        Array(repeating: "cat", count: count).joined(separator: " ")
    }

    private func word(_ name: String, _ vectorCount: Int) -> EmbeddingWord {
        EmbeddingWord(name, vectorCount: vectorCount)
    }

    /// The prompt's part of a chunk, in which 0 is an embedding's place.
    private func tokens(_ chunk: TokenChunk) -> [Int32] {
        Array(chunk.ids[1...].prefix { $0 != CLIPVocabulary.endOfText })
    }

    @Test func `a word gives its vectors their places`() {
        let easy = word("EasyNegative", 3)
        let chunks = chunks("cat, easynegative, cat", easy)
        #expect(chunks.map(tokens) == [[cat, comma, 0, 0, 0, comma, cat]])
        #expect(chunks.map(\.embeddings) == [[.init(position: 3, word: easy)]])
    }

    @Test func `without its word a name is text`() {
        let chunks = chunks("cat, easynegative", word("other", 3))
        #expect(tokens(chunks[0]) == tokenizer.encode("cat, easynegative"))
        #expect(chunks[0].embeddings.isEmpty)
    }

    @Test(arguments: ["easynegative", "EASYNEGATIVE", "(EasyNegative:1.2)", "cat,EasyNegative!"])
    func `case and neighbours do not matter`(prompt: String) {
        #expect(chunks(prompt, word("EasyNegative", 1))[0].embeddings.count == 1)
    }

    @Test(arguments: ["easy negative", "easynegativev2", "[easy]negative", "easy BREAK negative"])
    func `other tokens are another word`(prompt: String) {
        #expect(chunks(prompt, word("EasyNegative", 1))[0].embeddings.isEmpty)
    }

    @Test func `the tokens of a name may stand among others`() {
        // As in the web UI, which matches tokens, not words.
        let chunks = chunks("a bad cat", word("bad", 1), word("bad cat", 2), word("b", 1))
        #expect(chunks[0].embeddings.map(\.word.name) == ["bad cat"])
        #expect(self.chunks("bad dog", word("bad", 1), word("bad cat", 2))[0].embeddings.count == 1)
        #expect(self.chunks("bad-cat", word("bad", 1), word("-", 1))[0].embeddings.count == 2)
    }

    @Test func `names with brackets are written with backslashes`() {
        let chunks = chunks("\\(neg\\)", word("(neg)", 2))
        #expect(tokens(chunks[0]) == [0, 0])
        #expect(self.chunks("(neg)", word("(neg)", 2))[0].embeddings.isEmpty)
    }

    @Test func `of equal names the later counts, and no name is no word`() {
        let chunks = chunks("Neg", word("neg", 2), word("NEG", 5), word("", 1), word(" \n", 1))
        #expect(chunks[0].embeddings.map(\.word) == [word("NEG", 5)])
    }

    @Test func `weights apply to all vectors of a word`() {
        let chunk = chunks("cat (neg:1.5) [neg]", word("neg", 2))[0]
        #expect(chunk.weights.prefix(7) == [1, 1, 1.5, 1.5, Float(1 / 1.1), Float(1 / 1.1), 1])
        #expect(chunk.embeddings.map(\.position) == [2, 4])
    }

    @Test func `vectors that do not fit begin a chunk`() {
        let neg = word("neg", 10)
        let fitting = chunks(cats(65) + " neg", neg)
        #expect(fitting.map { tokens($0).count } == [75])
        let moved = chunks(cats(66) + " neg cat", neg)
        #expect(moved.map { tokens($0).count } == [66, 11])
        #expect(moved.map { $0.embeddings.map(\.position) } == [[], [1]])
        // A comma is no cut for vectors that do not fit: only a full chunk is cut there.
        #expect(chunks(cats(60) + ", cat cat neg", neg).map { tokens($0).count } == [73])
        #expect(chunks(cats(64) + ", cat cat neg", neg).map { tokens($0).count } == [67, 10])
    }

    @Test func `a word finds a full chunk as any token does`() {
        let neg = word("neg", 4)
        #expect(chunks(cats(75) + " neg", neg).map { tokens($0).count } == [75, 4])
        let cut = chunks(cats(69) + "," + cats(5) + " neg", neg)
        #expect(cut.map { tokens($0).count } == [70, 9])
        #expect(cut[1].embeddings == [.init(position: 6, word: neg)])
    }

    @Test func `vectors move with the tokens behind the comma`() {
        let neg = word("neg", 4)
        let chunks = chunks(cats(66) + ", (neg:2) " + cats(5), neg)
        #expect(chunks.map { tokens($0).count } == [67, 9])
        #expect(chunks.map { $0.embeddings.map(\.position) } == [[], [1]])
        #expect(chunks.map { $0.weights.filter { $0 == 2 }.count } == [0, 4])
    }

    @Test func `a word may fill a chunk, and more are text`() {
        #expect(
            chunks("neg", word("neg", 75)).map { tokens($0) } == [Array(repeating: 0, count: 75)])
        #expect(chunks("cat neg cat", word("neg", 75)).map { tokens($0).count } == [1, 75, 1])
        for count in [-1, 0, 76, Int.max] {
            #expect(tokens(chunks("neg", word("neg", count))[0]) == tokenizer.encode("neg"))
        }
    }

    @Test func `zeros behind the end are no vectors' places`() {
        let chunk = chunks("cat neg", word("neg", 2), padding: .zero)[0]
        #expect(chunk.ids.prefix(6) == [49406, cat, 0, 0, 49407, 0])
        #expect(chunk.embeddings == [.init(position: 2, word: word("neg", 2))])
    }

    @Test func `the embeddings that a prompt names are told once, in order`() {
        let chunker = PromptChunker(tokenizer, embeddings: [word("a1", 1), word("b2", 70)])
        #expect(chunker.embeddings(in: "b2 x a1, (b2) BREAK a1").map(\.name) == ["b2", "a1"])
        #expect(chunker.embeddings(in: "x").isEmpty)
        #expect(chunker.chunkCount("b2 b2") == 2)
    }

    @Test func `in random prompts every word stands whole in one chunk`() {
        let words = [word("cat", 3), word("1girl", 20), word("masterpiece", 75), word("日本", 1)]
        let chunker = PromptChunker(tokenizer, embeddings: words)
        var prompts = RandomPrompts(seed: 12)
        var found = 0
        for _ in 0..<1_000 {
            let prompt = (0..<4).map { _ in prompts.next() }.joined()
            for chunk in chunker.chunks(prompt, padding: .endOfText) {
                #expect(chunk.ids.count == 77 && chunk.weights.count == 77)
                var free = 1
                for place in chunk.embeddings {
                    let range = place.position..<place.position + place.word.vectorCount
                    #expect(range.lowerBound >= free && range.upperBound <= 76)
                    #expect(chunk.ids[range].allSatisfy { $0 == 0 })
                    #expect(Set(chunk.weights[range]).count == 1)
                    free = range.upperBound
                }
                found += chunk.embeddings.count
            }
        }
        #expect(found > 1_000)
    }
}
