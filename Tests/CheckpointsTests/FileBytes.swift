import Foundation

/// The bytes of a safetensors file with this header and so many bytes of data.
func fileBytes(_ header: some Sequence<UInt8>, data: Int = 0) -> [UInt8] {
    let header = Array(header)
    return lengthBytes(UInt64(header.count)) + header + Array(repeating: 0, count: data)
}

/// The bytes of a safetensors file with this header and so many bytes of data.
func fileBytes(_ header: String, data: Int = 0) -> [UInt8] { fileBytes(header.utf8, data: data) }

/// A length as a file has it: eight bytes, the lowest first.
func lengthBytes(_ length: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
}

/// A tensor's entry in a header.
func entry(
    _ name: String, _ type: String, _ shape: [UInt64], _ begin: Int, _ end: Int
) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
}

/// A folder of its own for a test's files, gone afterwards.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "checkpoints-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    func write(_ bytes: [UInt8], to name: String = "model.safetensors") throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}
