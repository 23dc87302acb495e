import Checkpoints

extension CheckpointFile {
    /// The standard deviation of a small tensor's values; `nil` if the tensor is absent, larger
    /// than 64 KiB, of no type that checkpoints keep weights in, or cannot be read.
    func standardDeviation(of name: String) -> Double? {
        guard let info = tensors[name], info.range.count <= 65_536, info.count > 1,
            let bytes = smallTensor(info), let values = info.type.values(bytes)
        else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count)).squareRoot()
    }

    /// The elements' bytes in row-major order. One read, where they lie so in a file of its own.
    private func smallTensor(_ info: TensorInfo) -> [UInt8]? {
        if info.layout == .rowMajor, let file = try? OpenFile(path), file.stamp.size == byteCount,
            let bytes = try? file.read(info.range.count, at: info.range.lowerBound),
            bytes.count == info.range.count
        {
            return bytes
        }
        return (try? map()).map { $0.copy(of: info) }
    }
}
