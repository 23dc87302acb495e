/// A model file whose header has been read and checked: which tensors it holds and where they lie.
///
/// Opening reads the header alone, so that a file of many gigabytes opens in milliseconds. The
/// tensors' bytes come with ``map()``.
public struct CheckpointFile: Sendable {
    /// The path by which the file was opened.
    public let path: String
    /// Size of the file.
    public let byteCount: Int
    /// What the writer noted beside the tensors.
    public let metadata: [String: String]
    /// The tensors by name. Their ranges lie in the file, and do not overlap.
    public let tensors: [String: TensorInfo]

    private let stamp: FileStamp

    /// Opens a safetensors file, checked by every rule of the format.
    ///
    /// - Throws: `CheckpointError`: the file cannot be read, is of another format, or breaks a rule.
    public init(opening path: String) throws(CheckpointError) {
        let file = try OpenFile(path)
        let format = FileFormat(firstBytes: try file.read(FileFormat.sniffedBytes, at: 0))
        guard format == .safetensors else { throw .foreignFormat(path: path, format: format) }
        let header = try Self.header(of: file)
        self.path = path
        stamp = file.stamp
        byteCount = file.stamp.size
        metadata = header.metadata
        tensors = header.tensors
    }

    private static func header(
        of file: borrowing OpenFile
    ) throws(CheckpointError) -> SafetensorsHeader {
        let size = file.stamp.size
        let prefix = try file.read(SafetensorsHeader.prefixLength, at: 0)
        let dataStart = try checked(file.path) { () throws(BrokenRule) in
            try SafetensorsHeader.dataStart(prefix, fileSize: size)
        }
        let bytes = try file.read(dataStart, at: 0)
        return try checked(file.path) { () throws(BrokenRule) in
            try SafetensorsHeader.parse(bytes, fileSize: size)
        }
    }

    private static func checked<Value>(
        _ path: String, _ body: () throws(BrokenRule) -> Value
    ) throws(CheckpointError) -> Value {
        do { return try body() } catch { throw .invalid(path: path, rule: error) }
    }

    /// Maps the file into memory; nothing is read until it is touched.
    ///
    /// - Throws: `CheckpointError.changed` if the file's size or time is not that of the header
    ///   which was read, or `.unreadable`.
    public func map() throws(CheckpointError) -> MappedFile {
        let file = try OpenFile(path)
        guard file.stamp == stamp else { throw .changed(path: path) }
        return try file.map()
    }
}
