extension Tensor {
    /// A tensor of the given numbers in row-major order.
    ///
    /// Void if there are more or fewer numbers than the shape has places.
    public init(
        _ values: [Float], shape: [Int], dtype: DType = .float32, device: Device = .cpu
    ) {
        let bytes = unsafe values.withUnsafeBytes { bytes in
            unsafe Tensor(copying: bytes, shape: shape, .float32, values.count)
        }
        self = bytes.to(dtype).to(device)
    }

    /// A tensor of the given whole numbers, as int64 in row-major order.
    ///
    /// Void if there are more or fewer numbers than the shape has places. A literal such as
    /// `[1, 2]` means floats, not this.
    @_disfavoredOverload
    public init(_ values: [some BinaryInteger], shape: [Int], device: Device = .cpu) {
        let values = values.map { Int64(truncatingIfNeeded: $0) }
        let tensor = unsafe values.withUnsafeBytes { bytes in
            unsafe Tensor(copying: bytes, shape: shape, .int64, values.count)
        }
        self = tensor.to(device)
    }

    /// A tensor of zeros.
    public static func zeros(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu
    ) -> Tensor {
        full(shape, 0, dtype: dtype, device: device)
    }

    /// A tensor whose elements are all the same number.
    public static func full(
        _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
    ) -> Tensor {
        made("full") { symbols, result in
            var code = symbols.code(of: dtype)
            var kind = symbols.code(of: device.kind)
            return unsafe symbols.full(
                shape.map(Int64.init), Int64(shape.count), value, &code, nil, &kind,
                device.torchIndex, nil, &result.pointer)
        }
    }

    /// The whole numbers from 0 up to `count`, as int64.
    public static func arange(_ count: Int, device: Device = .cpu) -> Tensor {
        Tensor(Array(0..<max(count, 0)), shape: [max(count, 0)], device: device)
    }

    /// A copy of bytes that hold exactly `given` elements of the type.
    private init(
        copying bytes: UnsafeRawBufferPointer, shape: [Int], _ dtype: DType, _ given: Int
    ) {
        guard Layout(shape)?.count == given else {
            self.init(failing: "Tensor", "\(given) numbers do not fill the shape \(shape)")
            return
        }
        unsafe self.init(copying: bytes, shape: shape, dtype)
    }

    /// A copy of bytes that hold the elements of the shape.
    init(copying bytes: UnsafeRawBufferPointer, shape: [Int], _ dtype: DType) {
        self.init(undefined: shape, dtype, .cpu)
        guard let handle else { return }
        var target: UnsafeMutableRawPointer?
        _ = unsafe handle.symbols.mutableData(handle.pointer, &target)
        if let target = unsafe target, let source = bytes.baseAddress {
            unsafe target.copyMemory(from: source, byteCount: bytes.count)
        }
    }

    /// A tensor with undefined elements, for whoever makes it to fill.
    init(undefined shape: [Int], _ dtype: DType, _ device: Device) {
        do throws(Failure) {
            let symbols = try LibTorch.symbols()
            guard let handle = Handle(empty: shape, dtype, device, symbols) else {
                throw symbols.failure(of: "empty", on: ["\(dtype)\(shape)"])
            }
            self.init(handle)
        } catch {
            self.init(error)
        }
    }

    /// The tensor that a plain function of the C ABI makes of `inputs`.
    static func made(
        _ name: String, of inputs: Tensor...,
        by body: (Symbols, inout NewTensor) -> Int32
    ) -> Tensor {
        if let failure = inputs.failure { return Tensor(failure.noted()) }
        do throws(Failure) {
            let symbols = try LibTorch.symbols()
            var result = NewTensor()
            guard body(symbols, &result) == 0, let pointer = unsafe result.pointer else {
                throw symbols.failure(of: name, on: inputs.summaries)
            }
            return unsafe Tensor(Handle(owning: pointer, symbols))
        } catch {
            return Tensor(error)
        }
    }
}

/// Where a function of the C ABI puts the tensor that it gives away.
@safe struct NewTensor {
    var pointer: OpaquePointer?
}
