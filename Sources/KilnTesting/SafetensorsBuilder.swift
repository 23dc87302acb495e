public import Checkpoints
import Foundation

/// Builds safetensors files for tests: well-formed ones of any shape, written sparsely, so that a
/// checkpoint of real size costs no disk.
public struct SafetensorsBuilder {
    private var entries: [(name: String, type: StoredType, shape: [Int])] = []
    /// What goes into `__metadata__`.
    public var metadata: [String: String] = [:]

    /// A file without tensors.
    public init() {}

    /// Adds a tensor of zeros.
    public mutating func add(_ name: String, _ shape: [Int], type: StoredType = .f16) {
        entries.append((name, type, shape))
    }

    /// The length word and the header's JSON.
    public var header: [UInt8] {
        var offset = 0
        var fields = entries.map { entry in
            let bytes = entry.shape.reduce(1, *) * entry.type.bits / 8
            defer { offset += bytes }
            return "\"\(entry.name)\":{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":"
                + "\(entry.shape),\"data_offsets\":[\(offset),\(offset + bytes)]}"
        }
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }.map { "\"\($0)\":\"\($1)\"" }
            fields.insert("\"__metadata__\":{\(pairs.joined(separator: ","))}", at: 0)
        }
        let json = Array("{\(fields.joined(separator: ","))}".utf8)
        let length = UInt64(json.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + json
    }

    /// Bytes of all tensors.
    public var dataCount: Int {
        entries.reduce(0) { $0 + $1.shape.reduce(1, *) * $1.type.bits / 8 }
    }

    /// Writes the header and leaves the tensors' bytes as a hole of zeros.
    public func write(to path: String) throws {
        let header = header
        try Data(header).write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: UInt64(header.count + dataCount))
        try handle.close()
    }
}
