// Blocks whose 4 bits choose among sixteen values that lie closer together near zero.

/// 4 bits: `x = d · v[q]`.
///
///     0  d, float16
///     2  q of 32 numbers, 16 bytes, as those of Q4_0
enum IQ4NL: BlockFormat {
    static let type = BlockType.iq4NL

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let d = unsafe block.half(at: 0)
        unsafe IQ4Values.decode(block + 2, scale: d, to: x)
    }
}

/// 4 bits: `x = (d · (s - 32)) · v[q]`.
///
///     0  d, float16
///     2  upper two bits of s of each of 8 groups of 32, from the lowest bit on, 2 bytes
///     4  lower four bits of s, two of them in a byte, 4 bytes
///     8  q, 128 bytes: 16 for each group, as those of Q4_0
enum IQ4XS: BlockFormat {
    static let type = BlockType.iq4XS

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let d = unsafe block.half(at: 0)
        for group in 0..<8 {
            let upper = unsafe block.byte(at: 2 + group / 4) >> UInt8(group % 4 * 2) & 3
            let lower = unsafe block.byte(at: 4 + group / 2) >> UInt8(group % 2 * 4) & 15
            let scale = d * Float(Int32(upper << 4 | lower) - 32)
            unsafe IQ4Values.decode(block + 8 + 16 * group, scale: scale, to: x + 32 * group)
        }
    }
}

/// The sixteen values of IQ4_NL and IQ4_XS (`kvalues_iq4nl` of ggml-common.h).
enum IQ4Values {
    private static let values = SIMD16<Float>(
        -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113)

    /// Decodes 32 numbers of one scale, which is multiplied into the sixteen values first.
    @inline(__always)
    static func decode(
        _ bytes: UnsafeRawPointer, scale: Float, to x: UnsafeMutablePointer<Float>
    ) {
        unsafe withUnsafeBytes(of: scale * values) { values in
            for i in 0..<16 {
                let q = unsafe Int(bytes.byte(at: i))
                unsafe x[i] = values.load(fromByteOffset: q % 16 * 4, as: Float.self)
                unsafe x[i + 16] = values.load(fromByteOffset: q / 16 * 4, as: Float.self)
            }
        }
    }
}
