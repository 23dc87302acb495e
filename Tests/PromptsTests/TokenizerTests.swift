import Testing

@testable import Prompts

@Suite struct TokenizerTests {
    @Test func `every text has the ids of transformers`() throws {
        let tokenizer = try installedTokenizer()
        let rows = try goldens("tokenizer.json", of: TokenizerGolden.self)
        #expect(rows.count >= 1200)
        for row in rows {
            #expect(tokenizer.encode(row.text) == row.ids, "\(row.text.debugDescription)")
        }
    }

    @Test func `the best known prompt has its ids`() throws {
        let ids = try installedTokenizer().encode("a photo of a Cat, it's")
        #expect(ids == [320, 1125, 539, 320, 2368, 267, 585, 568])
        #expect(CLIPVocabulary.comma == 267)
    }

    @Test func `a word of 300,000 letters is encoded as its repetitions are`() throws {
        let tokenizer = try installedTokenizer()
        let short = tokenizer.encode(String(repeating: "photograph", count: 30))
        let long = tokenizer.encode(String(repeating: "photograph", count: 30_000))
        #expect(long.first == short.first)
        #expect(long.last == short.last)
        #expect(long.count == (short.count - 2) / 28 * 29_998 + 2)
    }

    @Test func `the pair of the lowest product is merged first and leftmost`() {
        let merges: [[Int32]: Int32] = [[1, 2]: 11, [2, 3]: 10, [1, 1]: 12, [12, 1]: 13]
        let merge = { (left: Int32, right: Int32) in merges[[left, right]] }
        #expect(bytePairEncoding([1, 2, 3], merge: merge) == [1, 10])
        #expect(bytePairEncoding([1, 1, 1, 1, 1], merge: merge) == [12, 12, 1].merged(13, at: 1))
        #expect(bytePairEncoding([], merge: merge) == [])
        #expect(bytePairEncoding([7], merge: merge) == [7])
    }

    @Test func `letters stand together and digits alone`() {
        #expect(words("abc123 d4") == ["abc", "1", "2", "3", "d", "4"])
        #expect(
            words("it's we'll 's''s 'x") == ["it", "'s", "we", "'ll", "'s", "''", "s", "'", "x"])
        #expect(words("!?-\u{301}é½") == ["!?-\u{301}", "é", "½"])
        #expect(words(" \u{3000}\u{a0}\u{85}") == [])
    }

    @Test func `the framing tokens are found wherever they stand`() {
        #expect(
            pieces(of: CLIPTokenizer.normalized("a$<|ENDOFTEXT|><|startoftext|>")).suffix(2)
                == [.endOfText, .startOfText])
        #expect(words("<|endoftext|") == ["<|", "endoftext", "|"])
    }

    @Test func `a heap gives its elements in order`() {
        var random = RandomPrompts(seed: 3)
        let numbers = (0..<500).map { _ in random.next(below: 100) }
        var heap = MinHeap<Int>()
        for number in numbers { heap.insert(number) }
        var taken: [Int] = []
        while let least = heap.popMin() { taken.append(least) }
        #expect(taken == numbers.sorted())
    }

    private func words(_ text: String) -> [String] {
        pieces(of: Array(text.unicodeScalars)).map { piece in
            guard case .word(let scalars) = piece else { return "" }
            return String(String.UnicodeScalarView(scalars))
        }
    }
}

extension [Int32] {
    /// The two elements at `index` replaced by one.
    fileprivate func merged(_ product: Int32, at index: Int) -> [Int32] {
        self[..<index] + [product] + self[(index + 2)...]
    }
}
