/// What the central directory of a zip archive says of an entry.
struct ZipEntry: Sendable {
    /// The name, within the archive's one folder once that is known.
    let name: String
    /// The flags of the entry.
    let flags: UInt16
    /// The check sum of the bytes; 0 if PyTorch was told to make none.
    let checksum: UInt32
    /// How many bytes there are.
    let byteCount: Int
    /// Where what stands before the bytes begins in the file.
    let headerOffset: Int
}

/// The central directory of a zip archive, by the rules of what `torch.save` writes: stored entries,
/// plain names, nothing after the end (PKWARE's APPNOTE 6.3.10, §4.3.12 to §4.3.16).
///
/// No other part of the archive says what is in it. So the file that one program checks cannot be
/// another to the program that loads it.
enum ZipDirectory {
    /// The most entries.
    static let maximumEntries = 65_536
    /// The most bytes of the directory.
    static let maximumLength = 16 << 20
    /// Bytes of the end record, of ZIP64's, and of the locator of the latter.
    static let endLength = 22, end64Length = 56, locatorLength = 20
    /// The flag of entries whose sizes and check sum follow their bytes.
    static let descriptorFlag: UInt16 = 1 << 3
    /// The flag of names in UTF-8.
    private static let utf8Flag: UInt16 = 1 << 11
    /// The flags of encryption.
    private static let encryptionFlags: UInt16 = 1 << 0 | 1 << 6 | 1 << 13

    /// Where the directory lies, and how many entries it has.
    struct Place: Equatable {
        let range: Range<Int>
        let count: Int
    }

    /// Finds the directory by the last bytes of a file.
    ///
    /// - Parameters:
    ///   - tail: the last 98 bytes, or all if there are fewer.
    ///   - fileSize: the size of the whole file.
    static func place(_ tail: [UInt8], fileSize: Int) throws(PyTorchRule) -> Place {
        var cursor = ByteCursor(tail, at: tail.count - endLength)
        guard tail.count >= endLength, cursor.integer() == UInt32(0x0605_4B50),
            let volume = cursor.integer(UInt16.self), let first = cursor.integer(UInt16.self),
            let here = cursor.integer(UInt16.self), let all = cursor.integer(UInt16.self),
            let length = cursor.integer(UInt32.self), let offset = cursor.integer(UInt32.self),
            cursor.integer() == UInt16(0)
        else { throw .noEndRecord }
        let short = End(
            volumes: [UInt32(volume), UInt32(first)], counts: [UInt64(here), UInt64(all)],
            length: UInt64(length), offset: UInt64(offset))
        guard let long = try end64(tail, fileSize: fileSize) else {
            return try short.place(before: fileSize - endLength)
        }
        guard short.agrees(with: long) else { throw .badDirectory }
        return try long.place(before: fileSize - endLength - locatorLength - end64Length)
    }

    /// What an end record says.
    private struct End {
        let volumes: [UInt32]
        let counts: [UInt64]
        let length: UInt64
        let offset: UInt64

        /// Whether a record of larger fields says the same, or what this has no room for.
        func agrees(with long: End) -> Bool {
            zip(counts, long.counts).allSatisfy { $0 == 0xFFFF || $0 == $1 }
                && (length == 0xFFFF_FFFF || length == long.length)
                && (offset == 0xFFFF_FFFF || offset == long.offset)
                && zip(volumes, long.volumes).allSatisfy { $0 == 0xFFFF || $0 == $1 }
        }

        func place(before end: Int) throws(PyTorchRule) -> Place {
            guard volumes.allSatisfy({ $0 == 0 }), counts[0] == counts[1] else {
                throw .severalVolumes
            }
            guard counts[0] <= maximumEntries else { throw .tooManyEntries(count: counts[0]) }
            guard length <= maximumLength, let offset = Int(exactly: offset),
                offset.addingReportingOverflow(Int(length)) == (end, false)
            else { throw .badDirectory }
            return Place(range: offset..<end, count: Int(counts[0]))
        }
    }

    /// ZIP64's end record, if there is one; it has to lie right before its locator.
    private static func end64(_ tail: [UInt8], fileSize: Int) throws(PyTorchRule) -> End? {
        var locator = ByteCursor(tail, at: tail.count - endLength - locatorLength)
        guard tail.count >= endLength + locatorLength,
            locator.integer() == UInt32(0x0706_4B50)
        else { return nil }
        let start = tail.count - endLength - locatorLength - end64Length
        let expected = fileSize - tail.count + start
        var cursor = ByteCursor(tail, at: start)
        guard start >= 0, locator.integer() == UInt32(0),
            locator.integer(UInt64.self) == UInt64(expected), locator.integer() == UInt32(1),
            cursor.integer() == UInt32(0x0606_4B50),
            cursor.integer() == UInt64(end64Length - 12), cursor.take(4) != nil,
            let volume = cursor.integer(UInt32.self), let first = cursor.integer(UInt32.self),
            let here = cursor.integer(UInt64.self), let all = cursor.integer(UInt64.self),
            let length = cursor.integer(UInt64.self), let offset = cursor.integer(UInt64.self)
        else { throw .badDirectory }
        return End(volumes: [volume, first], counts: [here, all], length: length, offset: offset)
    }

    /// The entries of a directory, with their full names.
    static func entries(_ bytes: [UInt8], count: Int) throws(PyTorchRule) -> [ZipEntry] {
        var cursor = ByteCursor(bytes)
        var entries: [ZipEntry] = []
        var names: Set<String> = []
        for _ in 0..<count {
            let entry = try entry(&cursor)
            guard names.insert(entry.name).inserted else { throw .duplicateEntry(entry.name) }
            entries.append(entry)
        }
        guard cursor.left == 0 else { throw .badDirectory }
        return entries
    }

    private static func entry(_ cursor: inout ByteCursor) throws(PyTorchRule) -> ZipEntry {
        guard cursor.integer() == UInt32(0x0201_4B50), cursor.take(4) != nil,
            let flags = cursor.integer(UInt16.self), let method = cursor.integer(UInt16.self),
            cursor.take(4) != nil, let checksum = cursor.integer(UInt32.self),
            let stored = cursor.integer(UInt32.self), let size = cursor.integer(UInt32.self),
            let nameLength = cursor.integer(UInt16.self),
            let extraLength = cursor.integer(UInt16.self),
            let commentLength = cursor.integer(UInt16.self),
            let volume = cursor.integer(UInt16.self), cursor.take(6) != nil,
            let offset = cursor.integer(UInt32.self),
            let nameBytes = cursor.take(Int(nameLength)),
            let extra = cursor.take(Int(extraLength)), cursor.take(Int(commentLength)) != nil
        else { throw .badDirectory }
        let name = try plainName(nameBytes)
        guard volume == 0 else { throw .severalVolumes }
        guard flags & encryptionFlags == 0 else { throw .encrypted(entry: name) }
        guard flags & ~(descriptorFlag | utf8Flag) == 0 else { throw .badFlags(entry: name) }
        var fields = [size, stored, offset].map(UInt64.init)
        try Zip64.widen(&fields, from: Array(extra))
        guard method == 0, fields[0] == fields[1] else { throw .compressed(entry: name) }
        guard let byteCount = Int(exactly: fields[0]), let headerOffset = Int(exactly: fields[2])
        else { throw .badDirectory }
        return ZipEntry(
            name: name, flags: flags, checksum: checksum, byteCount: byteCount,
            headerOffset: headerOffset)
    }

    /// A name that is a relative path of plain parts.
    private static func plainName(_ bytes: ArraySlice<UInt8>) throws(PyTorchRule) -> String {
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw .badEntryName(String(decoding: bytes, as: UTF8.self))
        }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
        }
        let hasPlainBytes = bytes.allSatisfy {
            $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\")
        }
        guard isPlain, hasPlainBytes else { throw .badEntryName(name) }
        return name
    }
}

/// The fields of 64 bits that stand in an entry's extra field where 32 bits have no room.
enum Zip64 {
    /// Replaces those fields that are all ones by the extra field's, in its order.
    static func widen(_ fields: inout [UInt64], from extra: [UInt8]) throws(PyTorchRule) {
        var cursor = ByteCursor(extra)
        while cursor.left > 0 {
            guard let kind = cursor.integer(UInt16.self),
                let length = cursor.integer(UInt16.self), let body = cursor.take(Int(length))
            else { throw .badDirectory }
            guard kind == 1 else { continue }
            var wide = ByteCursor(Array(body))
            for index in fields.indices where fields[index] == 0xFFFF_FFFF {
                guard let field = wide.integer(UInt64.self) else { throw .badDirectory }
                fields[index] = field
            }
            return
        }
    }
}
