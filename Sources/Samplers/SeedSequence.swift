/// Seeds that are spread over a tree: NumPy's `SeedSequence`, after O'Neill's `seed_seq` (2015).
///
/// The entropy and a node's place in the tree are hashed into a pool of words, of which as many
/// seeds are drawn as are wanted.
struct SeedSequence {
    private var pool: [UInt32]

    /// A node's seeds.
    ///
    /// - Parameters:
    ///   - entropy: the tree's seed.
    ///   - key: the node's place; the root has none.
    ///   - poolSize: how many words are mixed.
    init(entropy: UInt64, key: [UInt64] = [], poolSize: Int) {
        var words = Self.words(entropy)
        if !key.isEmpty {
            words += Array(repeating: 0, count: max(poolSize - words.count, 0))
            words += key.flatMap(Self.words)
        }
        var hash = Hash(constant: 0x43B0_D7E5, multiplier: 0x931E_8875)
        pool = (0..<poolSize).map { hash($0 < words.count ? words[$0] : 0) }
        for source in 0..<poolSize {
            for target in 0..<poolSize where target != source {
                pool[target] = Self.mixed(pool[target], hash(pool[source]))
            }
        }
        for word in words.dropFirst(poolSize) {
            for target in 0..<poolSize { pool[target] = Self.mixed(pool[target], hash(word)) }
        }
    }

    /// The first seeds.
    func seeds(_ count: Int) -> [UInt32] {
        var hash = Hash(constant: 0x8B51_F9DD, multiplier: 0x58F3_8DED)
        return (0..<count).map { hash(pool[$0 % pool.count]) }
    }

    /// A hash whose constant moves on with each word.
    private struct Hash {
        var constant: UInt32
        let multiplier: UInt32

        mutating func callAsFunction(_ word: UInt32) -> UInt32 {
            let word = word ^ constant
            constant &*= multiplier
            return Self.folded(word &* constant)
        }

        static func folded(_ word: UInt32) -> UInt32 { word ^ word >> 16 }
    }

    private static func mixed(_ a: UInt32, _ b: UInt32) -> UInt32 {
        Hash.folded(0xCA01_F9DD &* a &- 0x4973_F715 &* b)
    }

    /// A number's words, the low one first, without zeros above.
    private static func words(_ number: UInt64) -> [UInt32] {
        let (low, high) = (UInt32(truncatingIfNeeded: number), UInt32(number >> 32))
        return high == 0 ? [low] : [low, high]
    }
}
