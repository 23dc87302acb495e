/// Reads the tensors and the metadata of a safetensors header out of its JSON.
struct HeaderReader {
    private var scanner: JSONScanner<SafetensorsRule>
    private let dataStart: Int
    /// The tensors in the order in which the header names them, and by name.
    private(set) var tensors: [TensorInfo] = []
    private(set) var byName: [String: TensorInfo] = [:]
    private(set) var metadata: [String: String] = [:]

    init(_ scanner: JSONScanner<SafetensorsRule>, dataStart: Int) {
        self.scanner = scanner
        self.dataStart = dataStart
    }

    /// Reads the whole header. What it finds fits together within each tensor; how the tensors lie
    /// in the file is not checked here.
    mutating func read() throws(SafetensorsRule) {
        var scanner = scanner
        var hasMetadata = false
        // Of each name the table of tensors tells whether it was there, at no further cost.
        try scanner.object(isNew: { _ in true }) { scanner, key throws(SafetensorsRule) in
            let isNew: Bool
            if key == "__metadata__" {
                isNew = !hasMetadata
                hasMetadata = true
                metadata = try Self.metadata(&scanner)
            } else {
                let tensor = try tensor(named: key, &scanner)
                isNew = byName.updateValue(tensor, forKey: key) == nil
                tensors.append(tensor)
            }
            guard isNew else { throw .duplicateKey(key) }
        }
        try scanner.finish()
    }

    private static func metadata(
        _ scanner: inout JSONScanner<SafetensorsRule>
    ) throws(SafetensorsRule) -> [String: String] {
        guard try scanner.kind() == .object else { throw .badMetadata(key: nil) }
        var metadata: [String: String] = [:]
        try scanner.object { scanner, key throws(SafetensorsRule) in
            guard try scanner.kind() == .string else { throw .badMetadata(key: key) }
            metadata[key] = try scanner.string()
        }
        return metadata
    }
}

// MARK: - One tensor

extension HeaderReader {
    private func tensor(
        named name: String, _ scanner: inout JSONScanner<SafetensorsRule>
    ) throws(SafetensorsRule) -> TensorInfo {
        guard name.utf8.count <= SafetensorsHeader.maximumNameLength else {
            throw .longName(byteCount: name.utf8.count)
        }
        guard try scanner.kind() == .object else { throw .badEntry(tensor: name) }
        var type: StoredType?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { scanner, field throws(SafetensorsRule) in
            switch field {
            case "dtype": type = try Self.type(of: name, &scanner)
            case "shape": shape = try Self.shape(of: name, &scanner)
            case "data_offsets": offsets = try Self.offsets(of: name, &scanner)
            default: try scanner.skip()  // the format's own reader passes over them as well
            }
        }
        guard let type else { throw .missingField(tensor: name, field: "dtype") }
        guard let shape else { throw .missingField(tensor: name, field: "shape") }
        guard let offsets else { throw .missingField(tensor: name, field: "data_offsets") }
        let range = try range(of: name, begin: offsets[0], end: offsets[1])
        let expected = try Self.byteCount(of: name, type: type, shape: shape)
        guard range.count == expected else {
            throw .wrongByteCount(tensor: name, byteCount: range.count, expected: expected)
        }
        return TensorInfo(name: name, type: type, shape: shape, range: range)
    }

    private static func type(
        of tensor: String, _ scanner: inout JSONScanner<SafetensorsRule>
    ) throws(SafetensorsRule) -> StoredType {
        guard try scanner.kind() == .string else { throw .badField(tensor: tensor, field: "dtype") }
        let name = try scanner.string()
        guard let type = StoredType(rawValue: name) else {
            throw .unknownType(tensor: tensor, type: name)
        }
        return type
    }

    private static func shape(
        of tensor: String, _ scanner: inout JSONScanner<SafetensorsRule>
    ) throws(SafetensorsRule) -> [Int] {
        try integers(
            of: tensor, field: "shape", atMost: SafetensorsHeader.maximumRank,
            else: .highRank(tensor: tensor), &scanner)
    }

    private static func offsets(
        of tensor: String, _ scanner: inout JSONScanner<SafetensorsRule>
    ) throws(SafetensorsRule) -> [Int] {
        let bad = SafetensorsRule.badField(tensor: tensor, field: "data_offsets")
        let offsets = try integers(
            of: tensor, field: "data_offsets", atMost: 2, else: bad, &scanner)
        guard offsets.count == 2 else { throw bad }
        return offsets
    }

    private static func integers(
        of tensor: String, field: String, atMost limit: Int, else tooMany: SafetensorsRule,
        _ scanner: inout JSONScanner<SafetensorsRule>
    ) throws(SafetensorsRule) -> [Int] {
        let bad = SafetensorsRule.badField(tensor: tensor, field: field)
        guard try scanner.kind() == .array else { throw bad }
        var integers: [Int] = []
        integers.reserveCapacity(4)
        try scanner.array { scanner throws(SafetensorsRule) in
            guard try scanner.kind() == .number, let value = try scanner.unsigned() else {
                throw bad
            }
            guard let integer = Int(exactly: value) else { throw .overflow(tensor: tensor) }
            guard integers.count < limit else { throw tooMany }
            integers.append(integer)
        }
        return integers
    }

    /// A tensor's place in the file, from its offsets in the data.
    private func range(
        of tensor: String, begin: Int, end: Int
    ) throws(SafetensorsRule) -> Range<Int> {
        guard begin <= end else {
            throw .reversedOffsets(tensor: tensor, begin: begin, end: end)
        }
        let (upper, overflow) = end.addingReportingOverflow(dataStart)
        guard !overflow else { throw .overflow(tensor: tensor) }
        return dataStart + begin..<upper
    }

    private static func byteCount(
        of tensor: String, type: StoredType, shape: [Int]
    ) throws(SafetensorsRule) -> Int {
        var bits = 1
        for index in 0...shape.count {
            let factor = index < shape.count ? shape[index] : type.bits
            let (product, overflow) = bits.multipliedReportingOverflow(by: factor)
            guard !overflow else { throw .overflow(tensor: tensor) }
            bits = product
        }
        guard bits.isMultiple(of: 8) else { throw .partialByte(tensor: tensor) }
        return bits / 8
    }
}
