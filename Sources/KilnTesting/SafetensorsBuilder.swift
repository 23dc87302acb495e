public import Checkpoints
import Foundation

/// Builds safetensors files for tests: well-formed ones of any shape, written sparsely, so that a
/// checkpoint of real size costs no disk.
public struct SafetensorsBuilder {
    private var entries: [SafetensorsWriter.Entry] = []
    private var values: [Int: [Float]] = [:]
    /// What goes into `__metadata__`.
    public var metadata: [String: String] = [:]

    /// A file without tensors.
    public init() {}

    /// Adds a tensor of zeros.
    public mutating func add(_ name: String, _ shape: [Int], type: StoredType = .f16) {
        entries.append(SafetensorsWriter.Entry(name, type: type, shape: shape))
    }

    /// Adds a float32 vector of these numbers.
    public mutating func add(_ name: String, values numbers: [Float]) {
        values[entries.count] = numbers
        add(name, [numbers.count], type: .f32)
    }

    /// The length word and the header's JSON.
    public var header: [UInt8] { SafetensorsWriter.header(entries, metadata: metadata) }

    /// Writes the file; the bytes of tensors of zeros stay a hole.
    public func write(to path: String) throws {
        let header = header
        let url = URL(fileURLWithPath: path)
        try Data(header).write(to: url)
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        var offset = header.count
        for (place, entry) in entries.enumerated() {
            if let numbers = values[place] {
                try handle.seek(toOffset: UInt64(offset))
                try handle.write(contentsOf: numbers.withUnsafeBytes { Data($0) })
            }
            offset += entry.byteCount
        }
        try handle.truncate(atOffset: UInt64(offset))
    }
}
