public import Checkpoints
import Foundation

/// Builds safetensors files for tests: well-formed ones of any shape, written sparsely, so that a
/// checkpoint of real size costs no disk.
public struct SafetensorsBuilder {
    private var entries: [SafetensorsWriter.Entry] = []
    /// What goes into `__metadata__`.
    public var metadata: [String: String] = [:]

    /// A file without tensors.
    public init() {}

    /// Adds a tensor of zeros.
    public mutating func add(_ name: String, _ shape: [Int], type: StoredType = .f16) {
        entries.append(SafetensorsWriter.Entry(name, type: type, shape: shape))
    }

    /// The length word and the header's JSON.
    public var header: [UInt8] { SafetensorsWriter.header(entries, metadata: metadata) }

    /// Bytes of all tensors.
    public var dataCount: Int { entries.reduce(0) { $0 + $1.byteCount } }

    /// Writes the header and leaves the tensors' bytes as a hole of zeros.
    public func write(to path: String) throws {
        let header = header
        try Data(header).write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: UInt64(header.count + dataCount))
        try handle.close()
    }
}
