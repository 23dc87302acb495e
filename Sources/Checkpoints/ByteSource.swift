/// Bytes that can be read at any place: a file, or a buffer in a test.
package protocol ByteSource: ~Copyable {
    /// The name that errors give.
    var path: String { get }
    /// How many bytes there are.
    var byteCount: Int { get }
    /// The bytes from a place on; fewer only where they end.
    func read(_ count: Int, at offset: Int) throws(CheckpointError) -> [UInt8]
}

extension OpenFile: ByteSource {
    package var byteCount: Int { stamp.size }
}

/// Bytes in memory as a file would have them.
package struct MemoryBytes: ByteSource {
    package let path: String
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8], path: String = "memory") {
        self.bytes = bytes
        self.path = path
    }

    package var byteCount: Int { bytes.count }

    package func read(_ count: Int, at offset: Int) -> [UInt8] {
        guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
        return Array(bytes[offset..<offset + min(count, bytes.count - offset)])
    }
}
