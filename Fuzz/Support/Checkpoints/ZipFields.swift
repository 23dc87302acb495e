/// The entries of a zip archive, which can be changed and written again with sums that are right.
struct ZipFields {
    struct Entry {
        var name: [UInt8]
        var method: UInt64
        /// The bytes as they are stored.
        var stored: [UInt8]
        /// The checksum and size of the bytes as they are meant.
        var sum: UInt64
        var size: UInt64
        var extra: [UInt8]
    }

    var entries: [Entry] = []
    private var comment: [UInt8] = []

    /// Takes an archive apart by its central directory; `nil` where it is too broken for that.
    init?(_ bytes: [UInt8]) {
        guard let end = Self.lastPlace(of: [0x50, 0x4B, 5, 6], in: bytes), end + 22 <= bytes.count
        else { return nil }
        comment = Array(bytes[(end + 22)...].prefix(64))
        var place = Int(number(in: bytes[(end + 16)..<(end + 20)]))
        while place + 46 <= end, bytes[place..<place + 4].elementsEqual([0x50, 0x4B, 1, 2]) {
            let field = { (offset: Int, count: Int) in
                number(in: bytes[(place + offset)..<(place + offset + count)])
            }
            let (nameCount, extraCount) = (Int(field(28, 2)), Int(field(30, 2)))
            let next = place + 46 + nameCount + extraCount + Int(field(32, 2))
            let (local, count) = (Int(field(42, 4)), Int(field(20, 4)))
            guard next <= end, local + 30 <= place, entries.count < 64 else { return nil }
            let first =
                local + 30 + Int(number(in: bytes[(local + 26)..<(local + 28)]))
                + Int(number(in: bytes[(local + 28)..<(local + 30)]))
            guard first + count <= place else { return nil }
            entries.append(
                Entry(
                    name: Array(bytes[(place + 46)..<(place + 46 + nameCount)]),
                    method: field(10, 2), stored: Array(bytes[first..<(first + count)]),
                    sum: field(16, 4), size: field(24, 4),
                    extra: []))
            place = next
        }
        guard !entries.isEmpty else { return nil }
    }

    private static func lastPlace(of mark: [UInt8], in bytes: [UInt8]) -> Int? {
        var place = bytes.count - mark.count
        while place >= 0 {
            if bytes[place] == mark[0], bytes[place...].starts(with: mark) { return place }
            place -= 1
        }
        return nil
    }

    /// Gives an entry other bytes.
    mutating func replace(_ place: Int, with bytes: [UInt8]) {
        entries[place].stored = bytes
        guard entries[place].method == 0 else { return }
        entries[place].sum = UInt64(checksum(bytes))
        entries[place].size = UInt64(bytes.count)
    }

    /// The archive, each entry's bytes at a multiple of `alignment`, with ZIP64 fields if asked for.
    func bytes(alignment: Int, zip64: Bool) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = archive.count
            let start = offset + 30 + entry.name.count
            var padding = (alignment - start % alignment) % alignment
            if padding > 0, padding < 4 { padding += alignment }
            var extra = padding == 0 ? [] : littleEndian(0x4246, 2)
            extra += padding == 0 ? [] : littleEndian(UInt64(padding - 4), 2)
            extra += Array(repeating: 0x5A, count: max(0, padding - 4))
            archive += Array("PK\u{3}\u{4}".utf8) + Self.common(entry, extra: extra.count)
            archive += entry.name + extra + entry.stored
            directory += Array("PK\u{1}\u{2}".utf8) + littleEndian(0, 2)
            directory += Self.central(entry, offset: offset, zip64: zip64)
        }
        return archive + directory + end(archive.count, directory.count, zip64: zip64)
    }

    /// What both headers of an entry have.
    private static func common(_ entry: Entry, extra: Int, isLarge: Bool = false) -> [UInt8] {
        let sizes = [UInt64(entry.stored.count), entry.size].flatMap {
            littleEndian(isLarge ? 0xFFFF_FFFF : $0, 4)
        }
        return littleEndian(20, 2) + littleEndian(0, 2) + littleEndian(entry.method, 2)
            + littleEndian(0, 4) + littleEndian(entry.sum, 4) + sizes
            + littleEndian(UInt64(entry.name.count), 2) + littleEndian(UInt64(extra), 2)
    }

    private static func central(_ entry: Entry, offset: Int, zip64: Bool) -> [UInt8] {
        var extra = entry.extra
        if zip64 {
            extra += littleEndian(1, 2) + littleEndian(24, 2) + littleEndian(entry.size)
            extra += littleEndian(UInt64(entry.stored.count)) + littleEndian(UInt64(offset))
        }
        return common(entry, extra: extra.count, isLarge: zip64) + littleEndian(0, 10)
            + littleEndian(zip64 ? 0xFFFF_FFFF : UInt64(offset), 4) + entry.name + extra
    }

    private func end(_ start: Int, _ size: Int, zip64: Bool) -> [UInt8] {
        let count = UInt64(entries.count)
        var end: [UInt8] = []
        if zip64 {
            end += Array("PK\u{6}\u{6}".utf8) + littleEndian(44) + littleEndian(0x2D_002D, 4)
            end += littleEndian(0) + littleEndian(count) + littleEndian(count)
            end += littleEndian(UInt64(size)) + littleEndian(UInt64(start))
            end += Array("PK\u{6}\u{7}".utf8) + littleEndian(0, 4)
            end += littleEndian(UInt64(start + size)) + littleEndian(1, 4)
        }
        let number = zip64 ? 0xFFFF : count
        end += Array("PK\u{5}\u{6}".utf8) + littleEndian(0, 4) + littleEndian(number, 2)
        end += littleEndian(number, 2) + littleEndian(zip64 ? 0xFFFF_FFFF : UInt64(size), 4)
        end += littleEndian(zip64 ? 0xFFFF_FFFF : UInt64(start), 4)
        return end + littleEndian(UInt64(comment.count), 2) + comment
    }
}

/// The CRC-32 of zip archives.
func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
        sum >> 8 ^ checksumTable[Int(truncatingIfNeeded: (sum ^ UInt32(byte)) & 0xFF)]
    }
}

private let checksumTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
}
