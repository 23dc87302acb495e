import Checkpoints

extension StoredType {
    /// The numbers that row-major elements of this type are; `nil` if it is none that checkpoints
    /// keep weights in as they are.
    func values(_ bytes: [UInt8]) -> [Double]? {
        switch self {
        case .f64: words(bytes, UInt64.self).map { Double(bitPattern: $0) }
        case .f32: words(bytes, UInt32.self).map { Double(Float(bitPattern: $0)) }
        case .bf16: words(bytes, UInt16.self).map { Double(Float(bitPattern: UInt32($0) << 16)) }
        case .f16: words(bytes, UInt16.self).map { Double(Float16(bitPattern: $0)) }
        default: nil
        }
    }

    /// Little-endian words.
    private func words<Word: FixedWidthInteger>(_ bytes: [UInt8], _: Word.Type) -> [Word] {
        bytes.withUnsafeBytes { buffer in
            let size = MemoryLayout<Word>.size
            return (0..<buffer.count / size).map { index in
                Word(
                    littleEndian: buffer.loadUnaligned(fromByteOffset: index * size, as: Word.self))
            }
        }
    }
}
