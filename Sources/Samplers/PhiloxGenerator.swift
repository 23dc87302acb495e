/// Normal noise as a CUDA device draws it: Philox 4×32-10 (Salmon et al. 2011) with Box–Muller.
///
/// Every call has its own counter and every element its own block, so that a value depends on seed,
/// call and place alone.
public struct PhiloxGenerator: Sendable {
    private let key: SIMD2<UInt32>
    private var call: UInt32 = 0

    /// A generator at its first call.
    public init(seed: UInt64) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    }

    /// The next call's values, of mean 0 and variance 1.
    public mutating func normal(count: Int) -> [Float] {
        defer { call &+= 1 }
        let blocks = (0..<max(count, 0)).map { element in
            let place = UInt32(truncatingIfNeeded: element)
            let block = Self.block(SIMD4(call, 0, place, 0), key: key)
            return (block.x, block.y)
        }
        return blocks.map(Self.normal)
    }

    /// Ten rounds of the bijection.
    static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (x, y, z, w) = (counter.x, counter.y, counter.z, counter.w)
        var (low, high) = (key.x, key.y)
        for _ in 0..<10 {
            let a = UInt64(x) &* 0xD251_1F53
            let b = UInt64(z) &* 0xCD9E_8D57
            x = UInt32(truncatingIfNeeded: b >> 32) ^ y ^ low
            y = UInt32(truncatingIfNeeded: b)
            z = UInt32(truncatingIfNeeded: a >> 32) ^ w ^ high
            w = UInt32(truncatingIfNeeded: a)
            low &+= 0x9E37_79B9
            high &+= 0xBB67_AE85
        }
        return SIMD4(x, y, z, w)
    }

    /// The sine branch of Box–Muller; constants of float32, arithmetic of float64.
    private static func normal(_ x: UInt32, _ y: UInt32) -> Float {
        let u = Double(x) * 0x1p-32 + 0x1p-33
        let angle = Double(y) * radiansPerUnit + radiansPerUnit / 2
        return Float((-2 * u.logarithm).squareRoot() * angle.sine)
    }

    /// 2⁻³²·2π from eight decimal digits of each: the web UI's rounding, one bit below the true one.
    private static let radiansPerUnit = Double(Float(2.3283064e-10 * 6.2831855))
}
