/// What block formats read of a block's bytes.
extension UnsafeRawPointer {
    /// The float16 at a place.
    @inline(__always)
    func half(at offset: Int) -> Float {
        let bits = unsafe loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return Rounding.number(UInt16(littleEndian: bits))
    }

    /// The byte at a place.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        unsafe load(fromByteOffset: offset, as: UInt8.self)
    }

    /// The 32 bits at a place.
    @inline(__always)
    func word(at offset: Int) -> UInt32 {
        UInt32(littleEndian: unsafe loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
