/// The header of a safetensors file, checked by every rule of the format: what is in it lies in the
/// file, without holes and without overlap.
///
/// The format: eight bytes with the length N of the header (unsigned, little endian), N bytes of
/// JSON, and the tensors' bytes, which begin at 8 + N and reach to the end of the file.
public struct SafetensorsHeader: Sendable, Equatable {
    /// The longest header, in bytes.
    public static let maximumLength = 100_000_000
    /// The longest name of a tensor, in bytes of UTF-8.
    public static let maximumNameLength = 1_024
    /// The most dimensions of a tensor.
    public static let maximumRank = 8
    /// Bytes of the length before the header.
    static let prefixLength = 8

    /// The tensors by name.
    public let tensors: [String: TensorInfo]
    /// The strings of `__metadata__`.
    public let metadata: [String: String]
    /// Where the tensors' bytes begin in the file.
    public let dataStart: Int

    /// Reads and checks a header.
    ///
    /// - Parameters:
    ///   - bytes: The file's first bytes, at least to the end of the header.
    ///   - fileSize: The size of the whole file.
    public static func parse(
        _ bytes: [UInt8], fileSize: Int
    ) throws(SafetensorsRule) -> SafetensorsHeader {
        let dataStart = try Self.dataStart(bytes, fileSize: fileSize)
        guard dataStart <= bytes.count else {
            throw .headerBeyondFile(length: dataStart - prefixLength, fileSize: bytes.count)
        }
        let range = prefixLength..<dataStart
        guard String(validating: bytes[range], as: UTF8.self) != nil else { throw .notUTF8 }
        var reader = HeaderReader(JSONScanner(bytes, in: range), dataStart: dataStart)
        try reader.read()
        try checkLayout(reader.tensors, from: dataStart, fileSize: fileSize)
        return SafetensorsHeader(
            tensors: reader.byName, metadata: reader.metadata, dataStart: dataStart)
    }

    /// Where the header ends, by the file's first eight bytes.
    static func dataStart(_ bytes: [UInt8], fileSize: Int) throws(SafetensorsRule) -> Int {
        guard min(bytes.count, fileSize) >= prefixLength else {
            throw .headerTooSmall(fileSize: min(bytes.count, fileSize))
        }
        let length = bytes[..<prefixLength].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(maximumLength) else { throw .headerTooLarge(length: length) }
        let count = Int(length)
        guard count <= fileSize - prefixLength else {
            throw .headerBeyondFile(length: count, fileSize: fileSize)
        }
        return prefixLength + count
    }

    /// The tensors in the order in which they lie in the file, which most writers name them in.
    private static func inOrder(_ tensors: [TensorInfo]) -> [TensorInfo] {
        func precedes(_ a: Int, _ b: Int) -> Bool {
            let (a, b) = (tensors[a].range, tensors[b].range)
            return (a.lowerBound, a.upperBound) < (b.lowerBound, b.upperBound)
        }
        let isOrdered = tensors.indices.dropFirst().allSatisfy { !precedes($0, $0 - 1) }
        return isOrdered ? tensors : tensors.indices.sorted(by: precedes).map { tensors[$0] }
    }

    /// Checks that the tensors fill the file from `dataStart` to its end, each once.
    private static func checkLayout(
        _ tensors: [TensorInfo], from dataStart: Int, fileSize: Int
    ) throws(SafetensorsRule) {
        var expected = dataStart
        for tensor in inOrder(tensors) {
            guard tensor.range.lowerBound == expected else {
                throw .notContiguous(
                    tensor: tensor.name, begin: tensor.range.lowerBound - dataStart,
                    expected: expected - dataStart)
            }
            expected = tensor.range.upperBound
        }
        guard expected == fileSize else {
            throw .wrongFileSize(fileSize: fileSize, expected: expected)
        }
    }
}
