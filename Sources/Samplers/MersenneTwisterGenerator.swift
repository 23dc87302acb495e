/// Normal noise as PyTorch draws it on the CPU: MT19937 (Matsumoto & Nishimura 1998) with
/// Box–Muller, which runs in blocks of sixteen from sixteen values on.
public struct MersenneTwisterGenerator: Sendable {
    private var state: [UInt32]
    private var used = stateSize
    private var spare: Double?

    private static let stateSize = 624
    private static let block = 16
    /// 2π, rounded to nearest; `Float.pi` is rounded toward zero.
    private static let turn = Float(2 * Double.pi)

    /// A generator at its beginning; of the seed its low 32 bits count.
    public init(seed: UInt64) {
        state = [UInt32(truncatingIfNeeded: seed)]
        state.reserveCapacity(Self.stateSize)
        for index in 1..<Self.stateSize {
            let last = state[index - 1]
            state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
        }
    }

    /// The next values, of mean 0 and variance 1.
    public mutating func normal(count: Int) -> [Float] {
        guard count >= Self.block else {
            return (0..<max(count, 0)).map { _ in Float(nextNormal()) }
        }
        var values = (0..<count).map { _ in nextUniform() as Float }
        for start in stride(from: 0, through: count - Self.block, by: Self.block) {
            Self.transform(&values, from: start)
        }
        if !count.isMultiple(of: Self.block) {
            // The tail is drawn again, over values that were good already.
            let start = count - Self.block
            for index in start..<count { values[index] = nextUniform() }
            Self.transform(&values, from: start)
        }
        return values
    }

    /// Turns sixteen uniform values into normal ones: the first eight are radii, the rest angles.
    private static func transform(_ values: inout [Float], from start: Int) {
        for index in start..<start + block / 2 {
            let radius = (-2 * (1 - values[index]).logarithm).squareRoot()
            let angle = turn * values[index + block / 2]
            values[index] = radius * angle.cosine
            values[index + block / 2] = radius * angle.sine
        }
    }

    /// The path of few values: float64, one pair at a time, its second half kept for the next value.
    private mutating func nextNormal() -> Double {
        if let kept = spare {
            spare = nil
            return kept
        }
        let angle = 2 * Double.pi * nextUniform()
        let radius = (-2 * (-nextUniform()).logarithmOfOnePlus).squareRoot()
        spare = radius * angle.sine
        return radius * angle.cosine
    }

    private mutating func nextUniform() -> Float { Float(next() & 0xFF_FFFF) * 0x1p-24 }

    private mutating func nextUniform() -> Double {
        let bits = UInt64(next()) << 32 | UInt64(next())
        return Double(bits & 0x1F_FFFF_FFFF_FFFF) * 0x1p-53
    }

    /// The next 32 bits.
    mutating func next() -> UInt32 {
        if used == Self.stateSize {
            refill()
            used = 0
        }
        var bits = state[used]
        used += 1
        bits ^= bits >> 11
        bits ^= bits << 7 & 0x9D2C_5680
        bits ^= bits << 15 & 0xEFC6_0000
        return bits ^ bits >> 18
    }

    private mutating func refill() {
        for index in 0..<Self.stateSize {
            let after = state[(index + 1) % Self.stateSize]
            let mixed = state[index] & 0x8000_0000 | after & 0x7FFF_FFFF
            let twist: UInt32 = after & 1 == 0 ? 0 : 0x9908_B0DF
            state[index] = state[(index + 397) % Self.stateSize] ^ mixed >> 1 ^ twist
        }
    }
}
