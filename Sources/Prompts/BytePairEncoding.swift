/// Merges neighbouring symbols until no pair of them has a merge: always the pair whose product has
/// the lowest id, of equal ones the first (Sennrich et al. 2016, algorithm 1).
///
/// Symbols are a linked list and pairs wait in a heap, so that n symbols take n log n time.
func bytePairEncoding(
    _ symbols: [Int32], merge: (_ left: Int32, _ right: Int32) -> Int32?
) -> [Int32] {
    var chain = Chain(symbols)
    var pairs = MinHeap<Pair>()
    func consider(_ left: Int) {
        let right = chain.next[left]
        guard right < symbols.count else { return }
        if let product = merge(chain.symbols[left], chain.symbols[right]) {
            pairs.insert(Pair(product: product, position: left))
        }
    }
    for position in symbols.indices { consider(position) }
    while let pair = pairs.popMin() {
        let left = pair.position
        let right = chain.next[left]
        // A pair is stale once either of its symbols took part in another merge.
        guard chain.symbols[left] != Chain.absorbed, right < symbols.count,
            merge(chain.symbols[left], chain.symbols[right]) == pair.product
        else { continue }
        chain.replacePair(at: left, by: pair.product)
        consider(left)
        if chain.previous[left] >= 0 { consider(chain.previous[left]) }
    }
    return chain.symbols.filter { $0 != Chain.absorbed }
}

/// A merge that waits its turn: the token it gives and where its left symbol stands.
private struct Pair: Comparable {
    let product: Int32
    let position: Int

    static func < (a: Pair, b: Pair) -> Bool {
        a.product != b.product ? a.product < b.product : a.position < b.position
    }
}

/// Symbols linked to their neighbours; a merge absorbs the right one into the left.
private struct Chain {
    static let absorbed: Int32 = -1

    private(set) var symbols: [Int32]
    private(set) var next: [Int]
    private(set) var previous: [Int]

    init(_ symbols: [Int32]) {
        self.symbols = symbols
        next = symbols.indices.map { $0 + 1 }
        previous = symbols.indices.map { $0 - 1 }
    }

    mutating func replacePair(at left: Int, by product: Int32) {
        let right = next[left]
        symbols[left] = product
        symbols[right] = Self.absorbed
        next[left] = next[right]
        if next[left] < symbols.count { previous[next[left]] = left }
    }
}
