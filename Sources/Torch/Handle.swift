/// The owner of one tensor of libtorch, which is freed with it.
@safe final class Handle {
    let pointer: OpaquePointer
    let symbols: Symbols

    /// Takes over a handle that libtorch gave away.
    init(owning pointer: OpaquePointer, _ symbols: Symbols) {
        unsafe self.pointer = pointer
        self.symbols = symbols
    }

    /// A tensor with undefined elements, dense and row-major; nil if libtorch refuses.
    init?(empty shape: [Int], _ dtype: DType, _ device: Device, _ symbols: Symbols) {
        guard let layout = Layout(shape) else { return nil }
        var result: OpaquePointer?
        let status = unsafe symbols.empty(
            Int64(shape.count), layout.sizes, layout.strides, symbols.code(of: dtype),
            symbols.code(of: device.kind), device.torchIndex, &result)
        guard status == 0, let result = unsafe result else { return nil }
        unsafe pointer = result
        self.symbols = symbols
    }

    deinit {
        _ = unsafe symbols.delete(pointer)
    }

    /// A second handle to the same tensor, for libtorch to consume.
    func duplicate() -> OpaquePointer? {
        var result: OpaquePointer?
        let status = unsafe symbols.duplicate(pointer, &result)
        return unsafe status == 0 ? result : nil
    }
}

/// The sizes and strides of a dense row-major tensor, in elements.
struct Layout {
    let sizes: [Int64]
    let strides: [Int64]
    let count: Int

    /// Nil if a size is negative or the elements cannot be counted.
    init?(_ shape: [Int]) {
        var strides = [Int64](repeating: 1, count: shape.count)
        var count = 1
        for dim in shape.indices.reversed() {
            strides[dim] = Int64(max(count, 1))
            let (product, overflow) = count.multipliedReportingOverflow(by: shape[dim])
            guard shape[dim] >= 0, !overflow else { return nil }
            count = product
        }
        sizes = shape.map(Int64.init)
        self.strides = strides
        self.count = count
    }
}
