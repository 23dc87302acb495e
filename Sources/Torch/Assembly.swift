extension Tensor {
    /// A new tensor whose rows `part` makes, a block of them after the other, so that what is
    /// computed on the way stays in the processor's cache.
    ///
    /// - Parameters:
    ///   - shape: its dimensions, the first of which counts the rows.
    ///   - block: rows of a block; the last one may have fewer.
    ///   - part: rows of the result in any type, which become the result's.
    public static func assembled(
        _ shape: [Int], dtype: DType, device: Device = .cpu, block: Int,
        _ part: (Range<Int>) -> Tensor
    ) -> Tensor {
        let result = Tensor(undefined: shape, dtype, device)
        let count = result.dim(0)
        for start in stride(from: 0, to: count, by: max(block, 1)) {
            let rows = start..<min(start + max(block, 1), count)
            let place = result.narrowed(0, from: start, count: rows.count)
            let copied = call("aten::copy_", place, part(rows), false)
            if copied.isVoid { return copied }
        }
        return result
    }
}
