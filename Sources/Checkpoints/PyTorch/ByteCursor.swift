/// A place in bytes that moves on as they are read; every reading is `nil` beyond their end.
struct ByteCursor {
    let bytes: [UInt8]
    private(set) var position: Int

    /// A cursor at a place in the bytes, which may be their end.
    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = min(max(position, 0), bytes.count)
    }

    /// How many bytes are left.
    var left: Int { bytes.count - position }

    /// The next bytes.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= left else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// The bytes up to the next line feed, without it, if it comes within so many bytes.
    mutating func line(atMost limit: Int) -> ArraySlice<UInt8>? {
        let rest = bytes[position...].prefix(limit + 1)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    mutating func byte() -> UInt8? {
        guard left > 0 else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// The next unsigned integer of this type, its lowest byte first.
    mutating func integer<I: FixedWidthInteger & UnsignedInteger>(_: I.Type = I.self) -> I? {
        guard let bytes = take(I.bitWidth / 8) else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | I($1) }
    }
}
