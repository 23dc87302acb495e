extension Tensor {
    /// The elements as floats in row-major order, from whatever type and device.
    ///
    /// - Throws: the failure that made the tensor void, or that of the conversion.
    public func floats() throws(TorchError) -> [Float] {
        try elements(as: .float32)
    }

    /// The elements as whole numbers in row-major order; fractions are cut off.
    ///
    /// - Throws: the failure that made the tensor void, or that of the conversion.
    public func ints() throws(TorchError) -> [Int] {
        let values: [Int64] = try elements(as: .int64)
        return values.map(Int.init)
    }

    /// Whether no element is infinite or not a number.
    ///
    /// - Throws: the failure that made the tensor void.
    public func isFinite() throws(TorchError) -> Bool {
        let all = Tensor.call("aten::all", Tensor.call("aten::isfinite", self))
        return try all.ints() == [1]
    }

    private func elements<Element>(as dtype: DType) throws(TorchError) -> [Element] {
        let source = to(.cpu).to(dtype).contiguous
        guard case .live(let handle) = source.body else {
            throw source.failure?.error ?? .failed(operator: "read", inputs: [], message: "void")
        }
        let count = source.count
        var data: UnsafeRawPointer?
        _ = unsafe handle.symbols.data(handle.pointer, &data)
        guard count > 0, let data = unsafe data else { return [] }
        return withExtendedLifetime(handle) {
            unsafe [Element](unsafeUninitializedCapacity: count) { target, filled in
                unsafe UnsafeMutableRawPointer(target.baseAddress)?.copyMemory(
                    from: data, byteCount: count * dtype.size)
                filled = count
            }
        }
    }
}
