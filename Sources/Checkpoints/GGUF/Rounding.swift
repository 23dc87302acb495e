/// Conversion between float32 and the types of half its size, in integer operations that a compiler
/// turns into vectors; Swift's own conversions are calls on processors without F16C.
package enum Rounding {
    /// Stores numbers in another type, rounded to the nearest, ties to even.
    ///
    /// - Parameters:
    ///   - target: room for them, of any alignment.
    ///   - type: `.f32`, `.f16` or `.bf16`.
    package static func store(
        _ x: UnsafePointer<Float>, count: Int, to target: UnsafeMutableRawPointer,
        as type: StoredType
    ) {
        switch type {
        case .f16:
            for i in 0..<count {
                unsafe target.storeBytes(
                    of: half(x[i]), toByteOffset: 2 * i, as: UInt16.self)
            }
        case .bf16:
            for i in 0..<count {
                unsafe target.storeBytes(
                    of: brain(x[i]), toByteOffset: 2 * i, as: UInt16.self)
            }
        default: unsafe target.copyMemory(from: x, byteCount: 4 * count)
        }
    }

    /// The bits of a number in float16.
    ///
    /// A normal result takes the upper bits of the magnitude, after half of their last unit (less
    /// one where they are even) was added; the carry of all ones gives infinity. To a result below
    /// 2⁻¹⁴, 0.5 is added, whose last place is that of float16's smallest numbers, 2⁻²⁴.
    @inline(__always)
    package static func half(_ x: Float) -> UInt16 {
        let magnitude = x.bitPattern & 0x7FFF_FFFF
        let sign = x.bitPattern >> 16 & 0x8000
        let normal = (magnitude &- 0x3800_0000 &+ 0xFFF &+ (magnitude >> 13 & 1)) >> 13
        let small = (Float(bitPattern: magnitude) + 0.5).bitPattern &- 0x3F00_0000
        let large: UInt32 = magnitude > 0x7F80_0000 ? 0x7E00 : 0x7C00
        let finite = magnitude < 0x3880_0000 ? small : normal
        return UInt16(truncatingIfNeeded: sign | (magnitude < 0x4780_0000 ? finite : large))
    }

    /// The bits of a number in bfloat16.
    @inline(__always)
    package static func brain(_ x: Float) -> UInt16 {
        let bits = x.bitPattern
        let rounded = (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16
        let isNaN = bits & 0x7FFF_FFFF > 0x7F80_0000
        return UInt16(truncatingIfNeeded: isNaN ? bits >> 16 | 0x40 : rounded)
    }

    /// The number of float16's bits. Its exponent moves up by a multiplication, which is exact.
    @inline(__always)
    package static func number(_ half: UInt16) -> Float {
        let magnitude = UInt32(half & 0x7FFF) << 13
        let isFinite = magnitude < 0x0F80_0000
        let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
        let sign = UInt32(half & 0x8000) << 16
        return Float(bitPattern: sign | (isFinite ? scaled : magnitude | 0x7F80_0000))
    }
}
