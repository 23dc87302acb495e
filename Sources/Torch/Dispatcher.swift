#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The arguments of one operator's call, and afterwards its results.
///
/// There are more slots than any operator has arguments: a newer libtorch that added an optional
/// one reads a zero there, which is `nil`, `false` or 0.
private struct Stack {
    private var slots = SIMD16<UInt64>()
    private var count = 0
    private var isComplete = true

    mutating func push(_ value: UInt64?) {
        guard let value, count < slots.scalarCount else {
            isComplete = false
            return
        }
        slots[count] = value
        count += 1
    }

    /// Calls the operator, which consumes the arguments; nil if it failed, else its first result.
    mutating func call(_ name: Operator, _ symbols: Symbols) -> UInt64? {
        guard isComplete else { return nil }
        let status = unsafe withUnsafeMutablePointer(to: &slots) { slots in
            unsafe slots.withMemoryRebound(to: UInt64.self, capacity: 16) { values in
                unsafe symbols.dispatch(
                    name.schema, name.overload, values, LibTorch.oldest.abi)
            }
        }
        return status == 0 ? slots[0] : nil
    }
}

/// An operator of libtorch: its schema's name, and which of its overloads.
@safe struct Operator {
    let schema: UnsafePointer<CChar>
    let overload: UnsafePointer<CChar>

    init(_ schema: StaticString, _ overload: StaticString) {
        unsafe self.schema = unsafe Self.characters(schema)
        unsafe self.overload = unsafe Self.characters(overload)
    }

    /// The name without its name space, as in `layer_norm`.
    var name: String {
        let schema = unsafe String(cString: schema)
        return schema.split(separator: ":").last.map(String.init) ?? schema
    }

    private static func characters(_ text: StaticString) -> UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}

extension Tensor {
    /// Calls an operator that gives one tensor: `call("aten::silu", x)`.
    ///
    /// The arguments stand in the order of the operator's schema, none left out.
    static func call<each Value: Argument>(
        _ schema: StaticString, overload: StaticString = "", _ arguments: repeat each Value
    ) -> Tensor {
        do throws(Failure) {
            return try output(of: Operator(schema, overload), repeat each arguments).tensor
        } catch {
            return Tensor(error)
        }
    }

    /// Calls an operator that gives a list of tensors.
    static func callForList<each Value: Argument>(
        _ schema: StaticString, overload: StaticString = "", _ arguments: repeat each Value
    ) throws(Failure) -> [Tensor] {
        try output(of: Operator(schema, overload), repeat each arguments).tensors
    }

    /// Calls the operator, unless an argument is void.
    private static func output<each Value: Argument>(
        of name: Operator, _ arguments: repeat each Value
    ) throws(Failure) -> Output {
        for argument in repeat each arguments {
            if let failure = argument.failure { throw failure.noted() }
        }
        let symbols = try LibTorch.symbols()
        var stack = Stack()
        repeat stack.push((each arguments).encoded(symbols))
        if let value = stack.call(name, symbols) { return Output(value: value, symbols: symbols) }
        var inputs: [String] = []
        repeat inputs.append(contentsOf: (each arguments).summaries)
        throw symbols.failure(of: name.name, on: inputs)
    }
}

/// The first result of an operator, which is ours to free.
private struct Output {
    let value: UInt64
    let symbols: Symbols

    /// The result as the tensor that it is.
    var tensor: Tensor {
        guard let pointer = unsafe OpaquePointer(bitPattern: UInt(value)) else {
            return Tensor(failing: "libtorch", "an operator gave no tensor")
        }
        return unsafe Tensor(Handle(owning: pointer, symbols))
    }

    /// The result as the list that it is; the list itself is freed.
    var tensors: [Tensor] {
        guard let list = unsafe OpaquePointer(bitPattern: UInt(value)) else { return [] }
        defer { _ = unsafe symbols.deleteList(list) }
        var count = 0
        _ = unsafe symbols.listCount(list, &count)
        return (0..<count).map { index in
            var item: UInt64 = 0
            _ = unsafe symbols.listItem(list, index, &item)
            return Output(value: item, symbols: symbols).tensor
        }
    }
}

extension Symbols {
    /// Memory for the value of a present optional, which the operator frees.
    func newBox() -> UnsafeMutablePointer<UInt64>? {
        guard let newValue = unsafe newValue else {
            return unsafe malloc(MemoryLayout<UInt64>.size)?.assumingMemoryBound(to: UInt64.self)
        }
        var box: UnsafeMutablePointer<UInt64>?
        return unsafe newValue(&box) == 0 ? unsafe box : nil
    }

    /// The failure of the operator that has just failed on this thread.
    func failure(of name: String, on inputs: [String]) -> Failure {
        let text = unsafe message?().map { unsafe String(cString: $0) } ?? ""
        let line = text.split(separator: "\n").first.map(String.init)
        return Failure(
            .failed(
                operator: name, inputs: inputs,
                message: line ?? "libtorch \(version) told the reason to the standard error only")
        ).noted()
    }
}
