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
