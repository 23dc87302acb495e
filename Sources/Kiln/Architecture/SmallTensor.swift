import Checkpoints

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension CheckpointFile {
    /// The standard deviation of a small tensor's values, read from the file; `nil` if the tensor
    /// is absent, large (above 64 KiB), not a float type, or cannot be read.
    package func standardDeviation(of name: String) -> Double? {
        guard let info = tensors[name], info.range.count <= 65_536, info.count > 1,
            let handle = FileHandle(forReadingAtPath: path)
        else { return nil }
        defer { try? handle.close() }
        guard (try? handle.seek(toOffset: UInt64(info.range.lowerBound))) != nil,
            let data = try? handle.read(upToCount: info.range.count),
            data.count == info.range.count,
            let values = Self.decode([UInt8](data), as: info.type)
        else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count)).squareRoot()
    }

    private static func decode(_ bytes: [UInt8], as type: StoredType) -> [Double]? {
        func word(_ start: Int, _ count: Int) -> UInt32 {
            (0..<count).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
        }
        return switch type {
        case .f32:
            stride(from: 0, to: bytes.count, by: 4).map { Double(Float(bitPattern: word($0, 4))) }
        case .bf16:
            stride(from: 0, to: bytes.count, by: 2)
                .map { Double(Float(bitPattern: word($0, 2) << 16)) }
        case .f16:
            stride(from: 0, to: bytes.count, by: 2)
                .map { Double(Float16(bitPattern: UInt16(truncatingIfNeeded: word($0, 2)))) }
        default: nil
        }
    }
}
