@_silgen_name("LLVMFuzzerMutate")
private func libFuzzerMutate(
    _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int
) -> Int

/// The chance and the changes with which a target makes an input out of another.
struct Mutator: RandomNumberGenerator {
    /// The most bytes of an input.
    let limit: Int
    private var state: UInt64

    init(seed: UInt32, limit: Int) {
        state = UInt64(seed)
        self.limit = limit
    }

    /// Vigna's SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// True once in so many times.
    mutating func once(in times: UInt64) -> Bool { next() % times == 0 }

    /// The bytes after one of libFuzzer's own changes, which know the dictionary and what the
    /// reader compared the last input with.
    func changed(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let limit = max(limit, 1)
        let kept = bytes.prefix(limit)
        return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            buffer.initialize(repeating: 0)
            _ = buffer.update(fromContentsOf: kept)
            count = libFuzzerMutate(start, kept.count, limit)
        }
    }

    /// A number that a reader may not expect, or one close to the number that was there.
    mutating func number(near value: UInt64) -> UInt64 {
        switch next() % 6 {
        case 0: value &+ 1
        case 1: value &- 1
        case 2: next() % 300
        case 3: 1 << (next() % 64) &- next() % 3
        case 4: value ^ 1 << (next() % 64)
        default: value &* (next() % 5)
        }
    }
}

/// A number's bytes, the lowest first.
func littleEndian(_ value: UInt64, _ count: Int = 8) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The number in these bytes, the lowest first.
func number(in bytes: some Collection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
