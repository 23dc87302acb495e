/// A value that can be an argument of a libtorch operator.
protocol Argument {
    /// Why there is no such value: it is a void tensor, or holds one.
    var failure: Failure? { get }
    /// The type and shape of each tensor in it, for the text of an error.
    var summaries: [String] { get }
    /// The value in 64 bits; what they point to belongs to the operator that is called with them.
    /// Nil if libtorch has no memory for it; what was encoded before is lost then.
    func encoded(_ symbols: Symbols) -> UInt64?
}

extension Argument {
    var failure: Failure? { nil }
    var summaries: [String] { [] }
}

extension Tensor: Argument {
    var failure: Failure? {
        if case .void(let failure) = body { failure } else { nil }
    }

    var summaries: [String] { isVoid ? [] : ["\(dtype)\(shape)"] }

    func encoded(_ symbols: Symbols) -> UInt64? {
        unsafe handle?.duplicate().map { UInt64(UInt(bitPattern: $0)) }
    }
}

extension Int: Argument {
    func encoded(_ symbols: Symbols) -> UInt64? { UInt64(bitPattern: Int64(self)) }
}

extension Double: Argument {
    func encoded(_ symbols: Symbols) -> UInt64? { bitPattern }
}

extension Bool: Argument {
    func encoded(_ symbols: Symbols) -> UInt64? { self ? 1 : 0 }
}

extension DType: Argument {
    func encoded(_ symbols: Symbols) -> UInt64? {
        UInt64(UInt32(bitPattern: symbols.code(of: self)))
    }
}

extension Device: Argument {
    func encoded(_ symbols: Symbols) -> UInt64? {
        let kind = UInt32(bitPattern: symbols.code(of: self.kind))
        return UInt64(kind) << 32 | UInt64(UInt32(bitPattern: torchIndex))
    }
}

/// How the elements of a tensor follow each other in memory.
enum MemoryFormat: Argument {
    case contiguous

    func encoded(_ symbols: Symbols) -> UInt64? { UInt64(UInt32(bitPattern: symbols.contiguous)) }
}

/// An optional argument that is absent, of whatever type.
struct Absent: Argument {
    func encoded(_ symbols: Symbols) -> UInt64? { 0 }
}

/// An absent optional argument.
let absent = Absent()

extension Optional: Argument where Wrapped: Argument {
    var failure: Failure? { self?.failure }
    var summaries: [String] { self?.summaries ?? [] }

    /// A pointer to the wrapped value's 64 bits, which the operator frees; zero for nil.
    func encoded(_ symbols: Symbols) -> UInt64? {
        guard let self else { return 0 }
        guard let value = self.encoded(symbols), let box = unsafe symbols.newBox() else {
            return nil
        }
        unsafe box.pointee = value
        return UInt64(UInt(bitPattern: box))
    }
}

extension Array: Argument where Element: Argument {
    var failure: Failure? {
        for element in self {
            if let failure = element.failure { return failure }
        }
        return nil
    }

    var summaries: [String] { flatMap(\.summaries) }

    /// A list of libtorch, which the operator frees together with what the elements point to.
    func encoded(_ symbols: Symbols) -> UInt64? {
        var list: OpaquePointer?
        guard unsafe symbols.newList(count, &list) == 0, let list = unsafe list else { return nil }
        for element in self {
            guard let value = element.encoded(symbols), unsafe symbols.append(list, value) == 0
            else { return nil }
        }
        return UInt64(UInt(bitPattern: list))
    }
}

/// A text argument.
extension StaticString: Argument {
    func encoded(_ symbols: Symbols) -> UInt64? {
        var string: OpaquePointer?
        let status = withUTF8Buffer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let base = characters.baseAddress else { return Int32(1) }
                return unsafe symbols.newString(base, characters.count, &string)
            }
        }
        guard status == 0, let string = unsafe string else { return nil }
        return UInt64(UInt(bitPattern: string))
    }
}
