// Blocks of 32 numbers with one scale. Where two numbers share a byte, its lower half is of the
// first sixteen and its upper half of the last sixteen.

/// 4 bits: `x = d · (q - 8)`.
///
///     0  d, float16
///     2  q of 32 numbers, 16 bytes
enum Q4_0: BlockFormat {
    static let type = BlockType.q4_0

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let d = unsafe block.half(at: 0)
        for i in 0..<16 {
            let q = unsafe block.byte(at: 2 + i)
            unsafe x[i] = d * Float(Int32(q & 15) - 8)
            unsafe x[i + 16] = d * Float(Int32(q >> 4) - 8)
        }
    }
}

/// 4 bits and a least value: `x = d · q + m`.
///
///     0  d, float16
///     2  m, float16
///     4  q of 32 numbers, 16 bytes
enum Q4_1: BlockFormat {
    static let type = BlockType.q4_1

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let (d, m) = unsafe (block.half(at: 0), block.half(at: 2))
        for i in 0..<16 {
            let q = unsafe block.byte(at: 4 + i)
            unsafe x[i] = d * Float(Int32(q & 15)) + m
            unsafe x[i + 16] = d * Float(Int32(q >> 4)) + m
        }
    }
}

/// 5 bits: `x = d · (q - 16)`.
///
///     0  d, float16
///     2  upper bits of q, one of each number from the lowest bit on, 4 bytes
///     6  lower four bits of q, 16 bytes
enum Q5_0: BlockFormat {
    static let type = BlockType.q5_0

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let d = unsafe block.half(at: 0)
        let upper = unsafe block.word(at: 2)
        for i in 0..<16 {
            let lower = unsafe UInt32(block.byte(at: 6 + i))
            let first = lower & 15 | (upper & 1 &<< UInt32(i) == 0 ? 0 : 16)
            let second = lower >> 4 | (upper & 0x1_0000 &<< UInt32(i) == 0 ? 0 : 16)
            unsafe x[i] = d * Float(Int32(bitPattern: first) - 16)
            unsafe x[i + 16] = d * Float(Int32(bitPattern: second) - 16)
        }
    }
}

/// 5 bits and a least value: `x = d · q + m`.
///
///     0  d, float16
///     2  m, float16
///     4  upper bits of q, one of each number from the lowest bit on, 4 bytes
///     8  lower four bits of q, 16 bytes
enum Q5_1: BlockFormat {
    static let type = BlockType.q5_1

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let (d, m) = unsafe (block.half(at: 0), block.half(at: 2))
        let upper = unsafe block.word(at: 4)
        for i in 0..<16 {
            let lower = unsafe UInt32(block.byte(at: 8 + i))
            let first = lower & 15 | (upper & 1 &<< UInt32(i) == 0 ? 0 : 16)
            let second = lower >> 4 | (upper & 0x1_0000 &<< UInt32(i) == 0 ? 0 : 16)
            unsafe x[i] = d * Float(Int32(bitPattern: first)) + m
            unsafe x[i + 16] = d * Float(Int32(bitPattern: second)) + m
        }
    }
}

/// 8 bits: `x = d · q`, q signed.
///
///     0  d, float16
///     2  q of 32 numbers, 32 bytes
enum Q8_0: BlockFormat {
    static let type = BlockType.q8_0

    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>) {
        let d = unsafe block.half(at: 0)
        for i in 0..<32 {
            let q = unsafe Int8(bitPattern: block.byte(at: 2 + i))
            unsafe x[i] = d * Float(Int32(q))
        }
    }
}
