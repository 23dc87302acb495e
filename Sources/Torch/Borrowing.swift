extension Tensor {
    /// A tensor over bytes in the machine's memory, without a copy; `owner` is kept alive for as
    /// long as any tensor looks at them.
    ///
    /// Bytes that do not lie on a multiple of the element's size are copied. The bytes must not
    /// change. Void if they are fewer than the shape needs.
    ///
    /// - Parameters:
    ///   - bytes: the elements in row-major order; more bytes than needed are ignored.
    ///   - owner: what frees or unmaps the bytes when it goes.
    @unsafe public init(
        borrowing bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType,
        keeping owner: AnyObject
    ) {
        let size = Layout(shape)?.count.multipliedReportingOverflow(by: dtype.size)
        guard let size, !size.overflow, size.partialValue <= bytes.count else {
            self.init(
                failing: "Tensor(borrowing:)",
                "\(bytes.count) bytes do not fill the shape \(shape) of \(dtype)")
            return
        }
        let needed = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<size.partialValue])
        guard let base = bytes.baseAddress, Int(bitPattern: base) % dtype.size == 0 else {
            unsafe self.init(copying: needed, shape: shape, dtype)
            return
        }
        self = unsafe Tensor.borrowed(base, shape, dtype, owner)
    }

    /// libtorch's deleter gives the owner back. If making the tensor fails, which the checks above
    /// leave only lack of memory to cause, the owner is never released: rather that than twice.
    private static func borrowed(
        _ base: UnsafeRawPointer, _ shape: [Int], _ dtype: DType, _ owner: AnyObject
    ) -> Tensor {
        made("from_blob") { symbols, result in
            guard let layout = Layout(shape) else { return 1 }
            let context = unsafe Unmanaged.passRetained(owner).toOpaque()
            return unsafe symbols.fromBlob(
                UnsafeMutableRawPointer(mutating: base), Int64(shape.count), layout.sizes,
                layout.strides, 0, symbols.code(of: dtype), symbols.code(of: .cpu),
                Device.cpu.torchIndex, &result.pointer, symbols.strided, nil, 0,
                { _, context in
                    unsafe context.map { unsafe Unmanaged<AnyObject>.fromOpaque($0).release() }
                }, context)
        }
    }
}
