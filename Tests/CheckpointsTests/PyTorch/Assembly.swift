/// Pickles put together by hand: each function gives the bytes of an instruction, or of several that
/// leave one value on the stack.
enum Assembly {
    static let mark: [UInt8] = [0x28], stop: [UInt8] = [0x2E], none: [UInt8] = [0x4E]
    static let reduce: [UInt8] = [0x52], build: [UInt8] = [0x62], newObject: [UInt8] = [0x81]
    static let emptyList: [UInt8] = [0x5D], emptyDict: [UInt8] = [0x7D],
        emptyTuple: [UInt8] = [0x29]
    static let append: [UInt8] = [0x61], appends: [UInt8] = [0x65], persistent: [UInt8] = [0x51]
    static let setItem: [UInt8] = [0x73], setItems: [UInt8] = [0x75], memoize: [UInt8] = [0x94]

    /// A whole pickle.
    static func pickle(_ body: [UInt8], version: UInt8 = 2) -> [UInt8] {
        [0x80, version] ++ body ++ stop
    }

    static func text(_ text: String) -> [UInt8] {
        [0x58] ++ little(UInt32(text.utf8.count)) ++ Array(text.utf8)
    }

    static func integer(_ integer: Int) -> [UInt8] {
        Int32(exactly: integer).map { [0x4A] ++ little(UInt32(bitPattern: $0)) }
            ?? [0x8A, 8] ++ little(UInt64(bitPattern: Int64(integer)))
    }

    static func tuple(_ items: [[UInt8]]) -> [UInt8] { mark ++ items.flatMap(\.self) ++ [0x74] }

    static func list(_ items: [[UInt8]]) -> [UInt8] {
        emptyList ++ mark ++ items.flatMap(\.self) ++ appends
    }

    static func dict(_ entries: KeyValuePairs<String, [UInt8]>) -> [UInt8] {
        emptyDict ++ mark ++ entries.flatMap { text($0) + $1 } ++ setItems
    }

    static func put(_ index: UInt8) -> [UInt8] { [0x71, index] }

    static func get(_ index: UInt8) -> [UInt8] { [0x68, index] }

    static func global(_ module: String, _ name: String) -> [UInt8] {
        [0x63] ++ Array("\(module)\n\(name)\n".utf8)
    }

    static func stackGlobal(_ module: String, _ name: String) -> [UInt8] {
        text(module) ++ text(name) ++ [0x93]
    }

    /// A global called with a tuple of arguments.
    static func call(_ callable: [UInt8], _ arguments: [[UInt8]] = []) -> [UInt8] {
        callable ++ tuple(arguments) ++ reduce
    }

    static func storage(
        _ type: String = "FloatStorage", key: String = "0", count: Int = 6
    ) -> [UInt8] {
        let type = global(type == "UntypedStorage" ? "torch.storage" : "torch", type)
        return tuple([text("storage"), type, text(key), text("cpu"), integer(count)]) ++ persistent
    }

    /// A tensor of two rows and three columns in storage 0, unless said otherwise.
    static func tensor(
        _ storage: [UInt8] = storage(), offset: Int = 0, shape: [Int] = [2, 3],
        strides: [Int] = [3, 1]
    ) -> [UInt8] {
        let hooks = call(global("collections", "OrderedDict"))
        return call(
            global("torch._utils", "_rebuild_tensor_v2"),
            [
                storage, integer(offset), tuple(shape.map(integer)), tuple(strides.map(integer)),
                [0x89], hooks,
            ])
    }
}

/// An integer's bytes, the lowest first.
func little<I: FixedWidthInteger>(_ value: I) -> [UInt8] {
    (0..<I.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

infix operator ++ : AdditionPrecedence

/// One after the other. The tables have so many of these that the compiler needs an operator with one
/// meaning.
func ++ (first: [UInt8], second: [UInt8]) -> [UInt8] { first + second }
