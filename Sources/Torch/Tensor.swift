/// An immutable array of numbers of one type, in any number of dimensions, on one device.
///
/// Its elements belong to libtorch and are freed with the last copy of the value. Operators never
/// throw: one that cannot do its work gives a *void* tensor, which makes every operator on it void
/// too; `torch { … }` around them throws the first failure, and so does reading a void tensor.
public struct Tensor: @unchecked Sendable {
    enum Body {
        case live(Handle)
        case void(Failure)
    }

    let body: Body

    init(_ handle: Handle) {
        body = .live(handle)
    }

    /// The void tensor of a failure.
    init(_ failure: Failure) {
        body = .void(failure)
    }

    /// The void tensor of a new failure, of which the scope around it is told.
    init(failing name: String, on inputs: [Tensor] = [], _ message: String) {
        let inputs = inputs.compactMap(\.summary)
        self.init(Failure(.failed(operator: name, inputs: inputs, message: message)).noted())
    }

    var handle: Handle? {
        if case .live(let handle) = body { handle } else { nil }
    }

    /// Whether an operator before this tensor failed, so that it has no elements to read.
    public var isVoid: Bool { handle == nil }

    /// The number of dimensions; 0 for a void tensor.
    public var rank: Int {
        guard let handle else { return 0 }
        var rank: Int64 = 0
        _ = unsafe handle.symbols.rank(handle.pointer, &rank)
        return Int(rank)
    }

    /// The sizes of all dimensions, outermost first; empty for a void tensor.
    ///
    /// Tensor code reads sizes by `dim(_:)`, which a void tensor answers too.
    public var shape: [Int] {
        guard let handle else { return [] }
        return (0..<rank).map { dim in
            var size: Int64 = 0
            _ = unsafe handle.symbols.size(handle.pointer, Int64(dim), &size)
            return Int(size)
        }
    }

    /// The size of one dimension; a negative number counts from the innermost, which is -1.
    ///
    /// It is 1 for a void tensor, so that arithmetic on sizes goes on, and, with the failure
    /// recorded, for a dimension that does not exist.
    public func dim(_ index: Int) -> Int {
        guard let handle else { return 1 }
        let rank = rank
        guard index < rank, index >= -rank else {
            _ = Tensor(failing: "dim", on: [self], "there is no dimension \(index)")
            return 1
        }
        var size: Int64 = 1
        _ = unsafe handle.symbols.size(handle.pointer, Int64(index), &size)
        return Int(size)
    }

    /// The number of elements; 0 for a void tensor.
    public var count: Int {
        guard let handle else { return 0 }
        var count: Int64 = 0
        _ = unsafe handle.symbols.count(handle.pointer, &count)
        return Int(count)
    }

    /// The type of the elements; float32 for a void tensor.
    public var dtype: DType {
        guard let handle else { return .float32 }
        var code: Int32 = 0
        _ = unsafe handle.symbols.dtype(handle.pointer, &code)
        return handle.symbols.dtypeCodes.firstIndex(of: code).flatMap(DType.init) ?? .float32
    }

    /// The device that holds the elements; the CPU for a void tensor.
    public var device: Device {
        guard let handle else { return .cpu }
        var code: Int32 = 0
        var index: Int32 = 0
        _ = unsafe handle.symbols.deviceType(handle.pointer, &code)
        _ = unsafe handle.symbols.deviceIndex(handle.pointer, &index)
        let kind = Device.Kind.allCases.first { handle.symbols.code(of: $0) == code } ?? .cpu
        return Device(kind: kind, index: max(Int(index), 0))
    }

    /// The type and shape, as in `float32[1, 4, 64, 64]`; nil for a void tensor.
    var summary: String? { isVoid ? nil : "\(dtype)\(shape)" }
}
