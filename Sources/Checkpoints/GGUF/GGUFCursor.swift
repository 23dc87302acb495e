/// A place in a file that moves forward over little-endian values, and reads the file in chunks.
///
/// How long a GGUF header is, nothing says before its end. So the first chunk is small and each
/// next one twice as long. Nothing is read or passed over that does not lie in the file.
struct GGUFCursor {
    /// Reads bytes from a place in the file.
    typealias Read = (_ count: Int, _ offset: Int) throws(CheckpointError) -> [UInt8]

    private static let firstChunk = 16_384
    private static let largestChunk = 1_048_576

    /// The file's name, for errors.
    let path: String
    /// Bytes of the file.
    let fileSize: Int
    /// Bytes from the file's start to here.
    private(set) var position = 0
    private let read: Read
    private var buffer: [UInt8] = []
    private var bufferStart = 0
    private var chunk = firstChunk

    /// The start of a file.
    init(path: String, fileSize: Int, read: @escaping Read) {
        self.path = path
        self.fileSize = fileSize
        self.read = read
    }

    /// Bytes from here to the file's end.
    var left: Int { fileSize - position }

    /// The error of a rule that the file breaks.
    func broken(_ rule: GGUFRule) -> CheckpointError { .invalid(path: path, rule: rule) }

    /// Passes over bytes.
    mutating func skip(_ count: Int) throws(CheckpointError) {
        guard count <= left else { throw broken(.headerBeyondFile(offset: position)) }
        position += count
    }

    /// The next bytes.
    mutating func bytes(_ count: Int) throws(CheckpointError) -> ArraySlice<UInt8> {
        let start = position
        try skip(count)
        if position > bufferStart + buffer.count {
            buffer = try read(min(max(count, chunk), fileSize - start), start)
            bufferStart = start
            chunk = min(2 * chunk, Self.largestChunk)
            guard buffer.count >= count else { throw .changed(path: path) }
        }
        return buffer[start - bufferStart..<position - bufferStart]
    }

    /// The next integer.
    mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(CheckpointError) -> Value {
        let bytes = try bytes(Value.bitWidth / 8)
        return bytes.reversed().reduce(Value(0)) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }
}
