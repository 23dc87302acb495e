import Dispatch

/// A way in which numbers lie in blocks.
///
/// Decoding does the float32 operations of ggml's reference (`dequantize_row_*` of ggml-quants.c)
/// in their order, so that its results are the same to the bit.
protocol BlockFormat {
    /// The type of these blocks.
    static var type: BlockType { get }

    /// Writes the numbers of a block.
    ///
    /// - Parameters:
    ///   - block: `type.byteCount` bytes, of any alignment.
    ///   - x: room for `type.elements` numbers.
    static func decode(_ block: UnsafeRawPointer, to x: UnsafeMutablePointer<Float>)
}

/// Turns quantised blocks into numbers.
package enum Dequantization {
    /// Numbers that are decoded before they are rounded: 16 KiB of them, which stay in the cache.
    private static let batch = 4_096
    /// Numbers that are worth a thread.
    private static let share = 262_144

    /// Writes the numbers of whole blocks, over all cores where there are many.
    ///
    /// They are computed in float32; where another type is asked for, they are then rounded to the
    /// nearest, ties to even.
    ///
    /// - Parameters:
    ///   - blocks: whole blocks, of any alignment.
    ///   - target: room for their numbers, of any alignment.
    ///   - element: `.f32`, `.f16` or `.bf16`.
    package static func dequantize(
        _ blocks: UnsafeRawBufferPointer, _ type: BlockType,
        into target: UnsafeMutableRawBufferPointer, as element: StoredType
    ) {
        let count = blocks.count / type.byteCount
        let perShare = share / type.elements
        let bytes = type.elements * element.bits / 8
        // Each share writes a range of its own.
        nonisolated(unsafe) let (blocks, target) = unsafe (blocks, target)
        DispatchQueue.concurrentPerform(iterations: (count + perShare - 1) / perShare) {
            let part = $0 * perShare..<min(($0 + 1) * perShare, count)
            unsafe decode(
                UnsafeRawBufferPointer(rebasing: blocks[part * type.byteCount]), type,
                into: UnsafeMutableRawBufferPointer(rebasing: target[part * bytes]), as: element)
        }
    }

    private static func decode(
        _ blocks: UnsafeRawBufferPointer, _ type: BlockType,
        into target: UnsafeMutableRawBufferPointer, as element: StoredType
    ) {
        switch type {
        case .q4_0: unsafe decode(Q4_0.self, blocks, into: target, as: element)
        case .q4_1: unsafe decode(Q4_1.self, blocks, into: target, as: element)
        case .q5_0: unsafe decode(Q5_0.self, blocks, into: target, as: element)
        case .q5_1: unsafe decode(Q5_1.self, blocks, into: target, as: element)
        case .q8_0: unsafe decode(Q8_0.self, blocks, into: target, as: element)
        case .q2K: unsafe decode(Q2K.self, blocks, into: target, as: element)
        case .q3K: unsafe decode(Q3K.self, blocks, into: target, as: element)
        case .q4K: unsafe decode(Q4K.self, blocks, into: target, as: element)
        case .q5K: unsafe decode(Q5K.self, blocks, into: target, as: element)
        case .q6K: unsafe decode(Q6K.self, blocks, into: target, as: element)
        case .iq4NL: unsafe decode(IQ4NL.self, blocks, into: target, as: element)
        case .iq4XS: unsafe decode(IQ4XS.self, blocks, into: target, as: element)
        }
    }

    /// Decodes and rounds blocks, a batch at a time.
    private static func decode<Format: BlockFormat>(
        _ format: Format.Type, _ blocks: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer, as element: StoredType
    ) {
        guard let from = blocks.baseAddress, let to = target.baseAddress else { return }
        let (elements, bytes) = (Format.type.elements, Format.type.byteCount)
        let count = blocks.count / bytes
        let perBatch = batch / elements
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: batch) { scratch in
            guard let x = scratch.baseAddress else { return }
            for first in stride(from: 0, to: count, by: perBatch) {
                let these = min(perBatch, count - first)
                for block in 0..<these {
                    unsafe Format.decode(from + (first + block) * bytes, to: x + block * elements)
                }
                let place = first * elements * element.bits / 8
                unsafe Rounding.store(x, count: these * elements, to: to + place, as: element)
            }
        }
    }
}

/// The bytes of a range of blocks.
private func * (blocks: Range<Int>, bytes: Int) -> Range<Int> {
    blocks.lowerBound * bytes..<blocks.upperBound * bytes
}
