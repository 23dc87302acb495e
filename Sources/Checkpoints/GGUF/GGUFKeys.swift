/// The keys and values of a GGUF file.
struct GGUFKeys {
    /// The scalar values, as text.
    private(set) var metadata: [String: String] = [:]
    /// The true shapes of tensors that had to be stored in another, by tensor.
    private(set) var originalShapes: [String: [Int]] = [:]
    /// The alignment of the data, in bytes.
    private(set) var alignment = 32

    private static let alignmentKey = "general.alignment"
    private static let shapePrefix = "comfy.gguf.orig_shape."

    /// The value types, by their numbers in files.
    private enum Kind: UInt32 {
        case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array
        case uint64, int64, float64

        /// Bytes of a value; `nil` for strings and arrays.
        var size: Int? {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16: 2
            case .uint32, .int32, .float32: 4
            case .uint64, .int64, .float64: 8
            case .string, .array: nil
            }
        }
    }

    /// Reads so many keys with their values.
    init(_ count: Int, _ cursor: inout GGUFCursor) throws(CheckpointError) {
        var seen: Set<String> = []
        for number in 0..<count {
            let key = try Self.key(number + 1, &cursor)
            guard seen.insert(key).inserted else { throw cursor.broken(.duplicateKey(key)) }
            let kind = try Self.kind(of: key, &cursor)
            if key == Self.alignmentKey {
                alignment = try Self.alignment(kind, &cursor)
                metadata[key] = String(alignment)
            } else if key.hasPrefix(Self.shapePrefix) {
                let tensor = String(key.dropFirst(Self.shapePrefix.count))
                originalShapes[tensor] = try Self.shape(of: tensor, key, kind, &cursor)
            } else if kind == .array {
                let (kind, count) = try Self.array(key, &cursor)
                try Self.skipElements(count, kind, of: key, &cursor)
            } else {
                metadata[key] = try Self.scalar(key, kind, &cursor)
            }
        }
    }

    private static func key(
        _ number: Int, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> String {
        let count = try cursor.integer(UInt64.self)
        guard count <= GGUFReader.maximumKeyLength else {
            throw cursor.broken(.longKey(byteCount: count))
        }
        let bytes = try cursor.bytes(Int(count))
        guard count > 0, bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            throw cursor.broken(.badKey(number: number))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func kind(
        of key: String, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> Kind {
        let number = try cursor.integer(UInt32.self)
        guard let kind = Kind(rawValue: number) else {
            throw cursor.broken(.unknownValueType(key: key, type: number))
        }
        return kind
    }

    private static func alignment(
        _ kind: Kind, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> Int {
        guard kind == .uint32 else { throw cursor.broken(.badAlignmentType) }
        let alignment = try cursor.integer(UInt32.self)
        guard alignment.nonzeroBitCount == 1, alignment <= GGUFReader.maximumAlignment else {
            throw cursor.broken(.badAlignment(alignment))
        }
        return Int(alignment)
    }
}

// MARK: - Scalars

extension GGUFKeys {
    /// A value as text; `nil` for strings that are too long to keep.
    private static func scalar(
        _ key: String, _ kind: Kind, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> String? {
        switch kind {
        case .uint8: String(try cursor.integer(UInt8.self))
        case .int8: String(try cursor.integer(Int8.self))
        case .uint16: String(try cursor.integer(UInt16.self))
        case .int16: String(try cursor.integer(Int16.self))
        case .uint32: String(try cursor.integer(UInt32.self))
        case .int32: String(try cursor.integer(Int32.self))
        case .float32: String(Float(bitPattern: try cursor.integer()))
        case .bool: String(try bool(key, &cursor))
        case .string: try string(key, &cursor)
        case .uint64: String(try cursor.integer(UInt64.self))
        case .int64: String(try cursor.integer(Int64.self))
        case .float64: String(Double(bitPattern: try cursor.integer()))
        case .array: nil
        }
    }

    private static func bool(
        _ key: String, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> Bool {
        let value = try cursor.integer(UInt8.self)
        guard value <= 1 else { throw cursor.broken(.badBool(key: key, value: value)) }
        return value == 1
    }

    /// A string, whose bytes that are no UTF-8 are replaced; `nil` if it is too long to keep.
    private static func string(
        _ key: String, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> String? {
        let count = try stringLength(key, &cursor)
        guard count <= GGUFReader.maximumNoteLength else {
            try cursor.skip(count)
            return nil
        }
        return String(decoding: try cursor.bytes(count), as: UTF8.self)
    }

    private static func stringLength(
        _ key: String, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> Int {
        let count = try cursor.integer(UInt64.self)
        guard count <= GGUFReader.maximumStringLength else {
            throw cursor.broken(.longString(key: key, byteCount: count))
        }
        return Int(count)
    }
}

// MARK: - Arrays

extension GGUFKeys {
    /// The type and number of an array's elements.
    private static func array(
        _ key: String, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> (kind: Kind, count: Int) {
        let kind = try kind(of: key, &cursor)
        guard kind != .array else { throw cursor.broken(.nestedArray(key: key)) }
        let count = try cursor.integer(UInt64.self)
        guard count <= GGUFReader.maximumElements else {
            throw cursor.broken(.longArray(key: key, count: count))
        }
        return (kind, Int(count))
    }

    private static func skipElements(
        _ count: Int, _ kind: Kind, of key: String, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) {
        if kind == .bool {
            for _ in 0..<count { _ = try bool(key, &cursor) }
        } else if let size = kind.size {
            try cursor.skip(count * size)
        } else {
            for _ in 0..<count { try cursor.skip(try stringLength(key, &cursor)) }
        }
    }

    /// The list of dimensions that ComfyUI-GGUF noted of a tensor.
    private static func shape(
        of tensor: String, _ key: String, _ kind: Kind, _ cursor: inout GGUFCursor
    ) throws(CheckpointError) -> [Int] {
        guard kind == .array else { throw cursor.broken(.badOriginalShape(tensor: tensor)) }
        let (kind, count) = try array(key, &cursor)
        guard kind == .int32, count <= SafetensorsHeader.maximumRank else {
            throw cursor.broken(.badOriginalShape(tensor: tensor))
        }
        var shape: [Int] = []
        for _ in 0..<count { shape.append(Int(try cursor.integer(Int32.self))) }
        return shape
    }
}
