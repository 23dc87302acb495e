/// Numbers out of bytes, nothing of them taken on trust.
extension ArraySlice<UInt8> {
    /// The number of `count` bytes at an offset from the slice's beginning; `nil` where the slice
    /// ends before.
    func number(at offset: Int, bytes count: Int, littleEndian: Bool = false) -> Int? {
        guard let bytes = range(from: offset, count: count) else { return nil }
        return littleEndian
            ? bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
            : bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    /// `count` bytes from an offset; `nil` where the slice ends before.
    func range(from offset: Int, count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
            return nil
        }
        return self[startIndex + offset..<startIndex + offset + count]
    }
}

/// Numbers into bytes.
extension FixedWidthInteger {
    /// The number's bytes, the highest first.
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }

    /// The number's bytes, the lowest first.
    var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
