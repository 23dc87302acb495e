/// Writes what `SafetensorsHeader` reads.
public enum SafetensorsWriter {
    /// A tensor to be written.
    public struct Entry: Sendable, Hashable {
        /// The tensor's name.
        public let name: String
        /// Its element type.
        public let type: StoredType
        /// Its dimensions, outermost first.
        public let shape: [Int]

        /// A tensor of that name, type and shape.
        public init(_ name: String, type: StoredType, shape: [Int]) {
            (self.name, self.type, self.shape) = (name, type, shape)
        }

        /// Bytes of its elements.
        public var byteCount: Int { shape.reduce(1, *) * type.bits / 8 }
    }

    /// The length word and the header's JSON of tensors whose bytes follow in the given order,
    /// padded with spaces to a multiple of eight bytes.
    ///
    /// - Parameter metadata: what goes into `__metadata__`; left out if empty.
    public static func header(_ entries: [Entry], metadata: [String: String] = [:]) -> [UInt8] {
        var offset = 0
        var fields: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }
                .map { "\(quoted($0.key)):\(quoted($0.value))" }
            fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        for entry in entries {
            let end = offset + entry.byteCount
            let shape = entry.shape.map(String.init).joined(separator: ",")
            fields.append(
                "\(quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var json = Array("{\(fields.joined(separator: ","))}".utf8)
        json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        let length = UInt64(json.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + json
    }

    /// Tensors in the order in which the format's own library writes them: wider elements first, so
    /// that each lies aligned, then by name.
    static func ordered(_ entries: [Entry]) -> [Entry] {
        entries.sorted { a, b in
            let (x, y) = (rank(a.type), rank(b.type))
            return x == y ? a.name.utf8.lexicographicallyPrecedes(b.name.utf8) : x > y
        }
    }

    /// A type's place among all, which the format lists by width.
    private static func rank(_ type: StoredType) -> Int {
        StoredType.allCases.firstIndex(of: type) ?? 0
    }

    /// Writes a whole file, tensor by tensor.
    ///
    /// The file appears at its path when it is complete and on the disk. If anything fails before,
    /// nothing new is left in the folder, and an older file stays as it was.
    ///
    /// - Parameters:
    ///   - entries: the tensors, in any order.
    ///   - metadata: what goes into `__metadata__`; left out if empty.
    ///   - path: the file, which is replaced.
    ///   - fill: hands a tensor's bytes over, in as many pieces as it likes.
    /// - Throws: `ConversionError.cannotWrite`, `.wrongByteCount` if the pieces of a tensor are not as
    ///   long as its shape and type say, and what `fill` throws.
    public static func write(
        _ entries: [Entry], metadata: [String: String] = [:], to path: String,
        fill: (Entry, (UnsafeRawBufferPointer) throws(ConversionError) -> Void) throws -> Void
    ) throws {
        let entries = ordered(entries)
        var draft = try DraftFile(for: path)
        try unsafe header(entries, metadata: metadata).withUnsafeBytes { bytes in
            try unsafe draft.append(bytes)
        }
        for entry in entries {
            var count = 0
            try unsafe fill(entry) { bytes throws(ConversionError) in
                count += bytes.count
                try unsafe draft.append(bytes)
            }
            guard count == entry.byteCount else {
                throw ConversionError.wrongByteCount(
                    tensor: entry.name, byteCount: count, expected: entry.byteCount)
            }
        }
        try draft.place()
    }

    /// A string as JSON.
    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
