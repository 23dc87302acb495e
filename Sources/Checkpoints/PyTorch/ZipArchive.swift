/// A zip archive that `torch.save` wrote: its entries by their names within its one folder, each with
/// the place of its bytes in the file.
struct ZipArchive {
    /// Bytes of what stands before an entry, without its name and extra field.
    private static let headerLength = 30

    /// The entries, and the places of their bytes.
    let entries: [String: (entry: ZipEntry, range: Range<Int>)]

    /// Reads the directory of an archive and what stands before each entry, and nothing else.
    init(_ file: borrowing some ByteSource & ~Copyable) throws(CheckpointError) {
        let path = file.path
        let tailLength = min(
            file.byteCount,
            ZipDirectory.endLength + ZipDirectory.locatorLength + ZipDirectory.end64Length)
        let tail = try file.read(tailLength, at: file.byteCount - tailLength)
        let size = file.byteCount
        let place = try checking(path) { () throws(PyTorchRule) in
            try ZipDirectory.place(tail, fileSize: size)
        }
        let directory = try file.read(place.range.count, at: place.range.lowerBound)
        let found = try checking(path) { () throws(PyTorchRule) in
            try ZipDirectory.entries(directory, count: place.count)
        }
        let names = try checking(path) { () throws(PyTorchRule) in try Self.names(found) }
        var entries: [String: (entry: ZipEntry, range: Range<Int>)] = [:]
        var end = 0
        let inOrder = zip(names, found).sorted { $0.1.headerOffset < $1.1.headerOffset }
        for (name, entry) in inOrder {
            guard end > 0 || entry.headerOffset == 0 else { throw .invalid(path, .notAtStart) }
            guard entry.headerOffset >= end, entry.headerOffset < place.range.lowerBound else {
                throw .invalid(path, .overlap(entry: entry.name))
            }
            let range = try Self.range(of: entry, in: file, before: place.range.lowerBound)
            entries[name] = (entry, range)
            end = range.upperBound
        }
        self.entries = entries
    }

    /// The names without the one folder.
    private static func names(_ entries: [ZipEntry]) throws(PyTorchRule) -> [String] {
        var names: [String] = []
        let folder = entries.first?.name.prefix { $0 != "/" }
        for entry in entries {
            let parts = entry.name.split(separator: "/", maxSplits: 1)
            guard parts.count == 2, parts[0] == folder else { throw .severalFolders(entry.name) }
            names.append(String(parts[1]))
        }
        if names.contains(where: { $0 == "constants.pkl" || $0.hasPrefix("code/") }) {
            throw .torchScript
        }
        for name in names where name != "data.pkl" && name.lowercased().hasSuffix(".pkl") {
            throw .anotherPickle(entry: name)
        }
        return names
    }

    /// Where an entry's bytes lie, by what stands before them, which has to agree with the directory.
    private static func range(
        of entry: ZipEntry, in file: borrowing some ByteSource & ~Copyable, before limit: Int
    ) throws(CheckpointError) -> Range<Int> {
        let nameLength = entry.name.utf8.count
        let bytes = try file.read(headerLength + nameLength, at: entry.headerOffset)
        let path = file.path
        let header = try checking(path) { () throws(PyTorchRule) in
            try LocalHeader(bytes, entry: entry)
        }
        let extraStart = entry.headerOffset + headerLength + nameLength
        let start = extraStart + header.extraLength
        guard start <= limit, entry.byteCount <= limit - start else {
            throw .invalid(path, .overlap(entry: entry.name))
        }
        let extra = header.isWide ? try file.read(header.extraLength, at: extraStart) : []
        try checking(path) { () throws(PyTorchRule) in
            try header.checkSizes(of: entry, extra: extra)
        }
        return start..<start + entry.byteCount
    }

    /// The bytes of an entry that is read as a whole.
    ///
    /// - Throws: the rule of its check sum too, unless PyTorch was told to make none.
    func bytes(
        of name: String, in file: borrowing some ByteSource & ~Copyable
    ) throws(CheckpointError) -> [UInt8]? {
        guard let (entry, range) = entries[name] else { return nil }
        guard range.count <= PickleInterpreter.maximumLength else {
            throw .invalid(file.path, .longPickle)
        }
        let bytes = try file.read(range.count, at: range.lowerBound)
        guard entry.checksum == 0 || entry.checksum == CRC32.checksum(bytes) else {
            throw .invalid(file.path, .badChecksum(entry: entry.name))
        }
        return bytes
    }
}

/// What stands before an entry's bytes in a zip archive.
private struct LocalHeader {
    let flags: UInt16
    let sizes: [UInt64]
    let extraLength: Int

    /// Whether the sizes stand in the extra field.
    var isWide: Bool { sizes.contains(0xFFFF_FFFF) }

    init(_ bytes: [UInt8], entry: ZipEntry) throws(PyTorchRule) {
        func differs(_ field: String) -> PyTorchRule {
            .localHeader(entry: entry.name, field: field)
        }
        var cursor = ByteCursor(bytes)
        guard cursor.integer() == UInt32(0x0403_4B50), cursor.take(2) != nil,
            let flags = cursor.integer(UInt16.self), let method = cursor.integer(UInt16.self),
            cursor.take(4) != nil, let checksum = cursor.integer(UInt32.self),
            let stored = cursor.integer(UInt32.self), let size = cursor.integer(UInt32.self),
            let nameLength = cursor.integer(UInt16.self),
            let extraLength = cursor.integer(UInt16.self)
        else { throw differs("header") }
        guard Int(nameLength) == entry.name.utf8.count,
            let name = cursor.take(Int(nameLength)), name.elementsEqual(entry.name.utf8)
        else { throw differs("name") }
        guard flags == entry.flags else { throw differs("flags") }
        guard method == 0 else { throw differs("method") }
        let isLater = flags & ZipDirectory.descriptorFlag != 0 && checksum == 0
        guard checksum == entry.checksum || isLater else { throw differs("check sum") }
        self.flags = flags
        self.extraLength = Int(extraLength)
        sizes = [UInt64(size), UInt64(stored)]
    }

    /// Checks the sizes, which may follow the entry's bytes and are 0 here then.
    func checkSizes(of entry: ZipEntry, extra: [UInt8]) throws(PyTorchRule) {
        var sizes = sizes
        try Zip64.widen(&sizes, from: extra)
        let isLater = flags & ZipDirectory.descriptorFlag != 0
        for size in sizes where size != UInt64(entry.byteCount) && !(isLater && size == 0) {
            throw .localHeader(entry: entry.name, field: "size")
        }
    }
}
