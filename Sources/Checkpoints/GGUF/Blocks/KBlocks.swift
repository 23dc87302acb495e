// Blocks of 256 numbers in groups of 16 or 32, each with a small scale of its own.

/// 2 bits: `x = (d · s) · q - (dmin · m)`.
///
///     0   s (lower half) and m (upper half) of each of 16 groups, 16 bytes
///     16  q, 64 bytes: of each 128 numbers, 32 bytes hold two bits of number i, i + 32, i + 64
///         and i + 96
///     80  d, float16
///     82  dmin, float16
enum Q2K: BlockFormat {
    static let type = BlockType.q2K

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let (d, dmin) = unsafe (block.half(at: 80), block.half(at: 82))
        for group in 0..<16 {
            let scales = unsafe block.byte(at: group)
            let scale = d * Float(Int32(scales & 15))
            let least = dmin * Float(Int32(scales >> 4))
            let bytes = 16 + group / 8 * 32 + group % 2 * 16
            let shift = UInt8(group % 8 / 2 * 2)
            for i in 0..<16 {
                let q = unsafe block.byte(at: bytes + i) &>> shift & 3
                unsafe x[16 * group + i] = scale * Float(Int32(q)) - least
            }
        }
    }
}

/// 3 bits: `x = (d · (s - 32)) · q`, q from -4 to 3.
///
///     0    upper bits of q + 4, 32 bytes: bit j of byte i is of number 32 j + i
///     32   lower two bits of q + 4, 64 bytes, as those of Q2_K
///     96   s of each of 16 groups, 6 bits, 12 bytes: the lower four bits of groups 0 to 7 in the
///          lower halves of the first eight, those of 8 to 15 in the upper halves; the upper two of
///          group i in byte 8 + i % 4, from bit 2 (i / 4) on
///     108  d, float16
enum Q3K: BlockFormat {
    static let type = BlockType.q3K

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let d = unsafe block.half(at: 108)
        for group in 0..<16 {
            let lower = unsafe block.byte(at: 96 + group % 8) >> UInt8(group / 8 * 4) & 15
            let upper = unsafe block.byte(at: 104 + group % 4) >> UInt8(group / 4 * 2) & 3
            let scale = d * Float(Int32(upper << 4 | lower) - 32)
            let bytes = 32 + group / 8 * 32 + group % 2 * 16
            let shift = UInt8(group % 8 / 2 * 2)
            let bit = UInt8(group / 2)
            for i in 0..<16 {
                let q = unsafe block.byte(at: bytes + i) &>> shift & 3
                let high = unsafe block.byte(at: group % 2 * 16 + i) &>> bit & 1
                unsafe x[16 * group + i] = scale * Float(Int32(high << 2 | q) - 4)
            }
        }
    }
}

/// 4 bits: `x = (d · s) · q - (dmin · m)`.
///
///     0   d, float16
///     2   dmin, float16
///     4   s and m of each of 8 groups of 32, 12 bytes (`GroupScales`)
///     16  q, 128 bytes: of each 64 numbers, 32 bytes hold number i (lower half) and i + 32
enum Q4K: BlockFormat {
    static let type = BlockType.q4K

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let (d, dmin) = unsafe (block.half(at: 0), block.half(at: 2))
        for pair in 0..<4 {
            let (first, second) = unsafe (
                GroupScales.read(block + 4, group: 2 * pair),
                GroupScales.read(block + 4, group: 2 * pair + 1)
            )
            let (scale, least) = (d * first.scale, dmin * first.least)
            let (upperScale, upperLeast) = (d * second.scale, dmin * second.least)
            for i in 0..<32 {
                let q = unsafe block.byte(at: 16 + 32 * pair + i)
                unsafe x[64 * pair + i] = scale * Float(Int32(q & 15)) - least
                unsafe x[64 * pair + 32 + i] = upperScale * Float(Int32(q >> 4)) - upperLeast
            }
        }
    }
}

/// 5 bits: `x = (d · s) · q - (dmin · m)`.
///
///     0   d, float16
///     2   dmin, float16
///     4   s and m of each of 8 groups of 32, 12 bytes (`GroupScales`)
///     16  upper bits of q, 32 bytes: bit j of byte i is of number 32 j + i
///     48  lower four bits of q, 128 bytes, as those of Q4_K
enum Q5K: BlockFormat {
    static let type = BlockType.q5K

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let (d, dmin) = unsafe (block.half(at: 0), block.half(at: 2))
        for group in 0..<8 {
            let (s, m) = unsafe GroupScales.read(block + 4, group: group)
            let (scale, least) = (d * s, dmin * m)
            let bytes = 48 + group / 2 * 32
            let shift = UInt8(group % 2 * 4)
            let bit = UInt8(group)
            for i in 0..<32 {
                let lower = unsafe block.byte(at: bytes + i) &>> shift & 15
                let upper = unsafe block.byte(at: 16 + i) &>> bit & 1
                unsafe x[32 * group + i] = scale * Float(Int32(upper << 4 | lower)) - least
            }
        }
    }
}

/// 6 bits: `x = (d · s) · (q - 32)`, s signed.
///
///     0    lower four bits of q, 128 bytes: of each 128 numbers, 64 bytes hold number i (lower
///          half) and i + 64
///     128  upper two bits of q, 64 bytes, as those of Q2_K
///     192  s of each of 16 groups of 16, 16 bytes
///     208  d, float16
enum Q6K: BlockFormat {
    static let type = BlockType.q6K

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let d = unsafe block.half(at: 208)
        for group in 0..<16 {
            let s = unsafe Int8(bitPattern: block.byte(at: 192 + group))
            let scale = d * Float(Int32(s))
            let lowerBytes = group / 8 * 64 + group % 4 * 16
            let lowerShift = UInt8(group % 8 / 4 * 4)
            let upperBytes = 128 + group / 8 * 32 + group % 2 * 16
            let upperShift = UInt8(group % 8 / 2 * 2)
            for i in 0..<16 {
                let lower = unsafe block.byte(at: lowerBytes + i) &>> lowerShift & 15
                let upper = unsafe block.byte(at: upperBytes + i) &>> upperShift & 3
                unsafe x[16 * group + i] = scale * Float(Int32(upper << 4 | lower) - 32)
            }
        }
    }
}

/// The scales of Q4_K and Q5_K: of each of 8 groups a scale and a least value, 6 bits each, in
/// 12 bytes.
///
/// Groups 0 to 3 have their scales in the lower six bits of bytes 0 to 3, their least values in
/// those of bytes 4 to 7. Groups 4 to 7 have the lower four bits of both in bytes 8 to 11 (the scale's in
/// the lower half) and the upper two in what bits are left of bytes 0 to 7.
enum GroupScales {
    @inline(__always)
    static func read(_ scales: UnsafeRawPointer, group: Int) -> (scale: Float, least: Float) {
        let (first, second) = unsafe (scales.byte(at: group % 4), scales.byte(at: group % 4 + 4))
        if group < 4 { return (Float(Int32(first & 63)), Float(Int32(second & 63))) }
        let third = unsafe scales.byte(at: group % 4 + 8)
        let scale = (first >> 6) << 4 | third & 15
        let least = (second >> 6) << 4 | third >> 4
        return (Float(Int32(scale)), Float(Int32(least)))
    }
}
