import Checkpoints

extension CheckpointFile {
    /// The standard deviation of a small tensor's values; `nil` if the tensor is absent, larger
    /// than 64 KiB, of no type that checkpoints keep weights in, or cannot be read.
    func standardDeviation(of name: String) -> Double? {
        guard let info = tensors[name], info.range.count <= 65_536, info.count > 1,
            let mapped = try? map(),
            let values = Self.values(Array(mapped.bytes[info.range]), type: info.type)
        else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count)).squareRoot()
    }

    private static func values(_ bytes: [UInt8], type: StoredType) -> [Double]? {
        switch type {
        case .f32: words(bytes, of: 4).map { Double(Float(bitPattern: $0)) }
        case .bf16: words(bytes, of: 2).map { Double(Float(bitPattern: $0 << 16)) }
        case .f16:
            words(bytes, of: 2).map { Double(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }
        default: nil
        }
    }

    /// Little-endian words of so many bytes.
    private static func words(_ bytes: [UInt8], of size: Int) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: size).map { start in
            bytes[start..<start + size].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
    }
}
