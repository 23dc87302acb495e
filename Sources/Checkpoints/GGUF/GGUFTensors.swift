/// The tensors' entries in a GGUF file.
struct GGUFTensors {
    /// The tensors by name, at their places in the file.
    private(set) var placed: [String: TensorInfo] = [:]

    /// One tensor's entry.
    private struct Entry {
        let name: String
        let type: GGUFType
        /// The dimensions as the file has them, the fastest first.
        let dimensions: [Int]
        let count: Int
        let byteCount: Int
        let offset: UInt64
    }

    /// Reads so many entries, and checks that the tensors' bytes follow each other in the file.
    init(
        _ count: Int, _ keys: GGUFKeys, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) {
        var entries: [Entry] = []
        var names: Set<String> = []
        entries.reserveCapacity(count)
        names.reserveCapacity(count)
        for number in 0..<count {
            let entry = try Self.entry(number + 1, &cursor)
            guard names.insert(entry.name).inserted else {
                throw cursor.broken(.duplicateTensor(entry.name))
            }
            entries.append(entry)
        }
        placed.reserveCapacity(count)
        let dataStart = Self.padded(cursor.position, to: keys.alignment)
        var offset = 0
        for entry in entries {
            let end = try Self.end(
                of: entry, at: offset, dataStart: dataStart, alignment: keys.alignment, cursor)
            placed[entry.name] = TensorInfo(
                name: entry.name, type: entry.type.result,
                shape: try Self.shape(of: entry, keys, cursor),
                range: dataStart + offset..<dataStart + end, layout: entry.type.layout)
            offset = Self.padded(end, to: keys.alignment)
        }
    }

    /// A place moved up to the next multiple of a power of two. Places in a file are far below 2⁶².
    private static func padded(_ place: Int, to alignment: Int) -> Int {
        (place + alignment - 1) & -alignment
    }

    /// Where a tensor's bytes end in the data, if they begin where they should and are in the file.
    private static func end(
        of entry: Entry, at expected: Int, dataStart: Int, alignment: Int, _ cursor: GGUFCursor
    ) throws(CheckpointError) -> Int {
        let offset = entry.offset
        guard offset.isMultiple(of: UInt64(alignment)) else {
            throw cursor.broken(
                .misaligned(tensor: entry.name, offset: offset, alignment: alignment))
        }
        guard offset == expected else {
            throw cursor.broken(
                .notPacked(tensor: entry.name, offset: offset, expected: expected))
        }
        let (end, overflow) = (dataStart + expected).addingReportingOverflow(entry.byteCount)
        guard !overflow else { throw cursor.broken(.overflow(tensor: entry.name)) }
        guard end <= cursor.fileSize else {
            throw cursor.broken(
                .dataBeyondFile(tensor: entry.name, end: end, fileSize: cursor.fileSize))
        }
        return expected + entry.byteCount
    }

    /// The shape in PyTorch's order: the one that ComfyUI-GGUF noted, or the file's reversed.
    private static func shape(
        of entry: Entry, _ keys: GGUFKeys, _ cursor: GGUFCursor
    ) throws(CheckpointError) -> [Int] {
        guard let original = keys.originalShapes[entry.name] else {
            return entry.dimensions.reversed()
        }
        guard product(of: original) == entry.count else {
            throw cursor.broken(.badOriginalShape(tensor: entry.name))
        }
        return original
    }

    /// The product of dimensions; `nil` if one is negative or 63 bits do not hold it.
    ///
    /// The product without the zeros has to be held as well, so that strides can be computed.
    private static func product(of dimensions: [Int]) -> Int? {
        var product = 1
        for dimension in dimensions where dimension != 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
            guard dimension > 0, !overflow else { return nil }
            product = next
        }
        return dimensions.contains(0) ? 0 : product
    }
}

// MARK: - One entry

extension GGUFTensors {
    private static func entry(
        _ number: Int, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> Entry {
        let name = try name(number, &cursor)
        let dimensions = try dimensions(of: name, &cursor)
        let typeNumber = try cursor.integer(UInt32.self)
        guard let type = GGUFType(number: typeNumber) else {
            throw cursor.broken(.unsupportedType(tensor: name, type: typeNumber))
        }
        guard let count = product(of: dimensions) else {
            throw cursor.broken(.overflow(tensor: name))
        }
        let width = dimensions.first ?? 1
        if case .blocks(let type) = type, !width.isMultiple(of: type.elements) {
            throw cursor.broken(.partialBlock(tensor: name, type: type, width: width))
        }
        let (byteCount, overflow) = (count / type.blockElements)
            .multipliedReportingOverflow(by: type.blockBytes)
        let (_, resultOverflow) = count.multipliedReportingOverflow(by: type.result.bits)
        guard !overflow, !resultOverflow else { throw cursor.broken(.overflow(tensor: name)) }
        return Entry(
            name: name, type: type, dimensions: dimensions, count: count, byteCount: byteCount,
            offset: try cursor.integer())
    }

    private static func name(
        _ number: Int, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> String {
        let count = try cursor.integer(UInt64.self)
        guard count <= GGUFReader.maximumNameLength else {
            throw cursor.broken(.longName(byteCount: count))
        }
        let bytes = try cursor.bytes(Int(count))
        guard count > 0, !bytes.contains(0),
            let name = String(validating: bytes, as: UTF8.self)
        else { throw cursor.broken(.badName(number: number)) }
        return name
    }

    private static func dimensions(
        of tensor: String, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> [Int] {
        let rank = try cursor.integer(UInt32.self)
        guard rank <= GGUFReader.maximumRank else {
            throw cursor.broken(.highRank(tensor: tensor, rank: rank))
        }
        var dimensions: [Int] = []
        for _ in 0..<rank {
            guard let dimension = Int(exactly: try cursor.integer(UInt64.self)) else {
                throw cursor.broken(.overflow(tensor: tensor))
            }
            dimensions.append(dimension)
        }
        return dimensions
    }
}
