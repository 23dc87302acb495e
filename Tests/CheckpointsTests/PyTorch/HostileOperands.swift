import Checkpoints

extension HostileFile {
    /// Instructions without operands or with wrong ones, calls that nothing takes, bombs.
    static let ofOperands = [
        missing, acrossMarks, recalled, wrong, wrongInOtherWays, calls, bombs,
    ].flatMap(\.self)

    private static let withoutOperands: [(String, [UInt8])] = [
        ("STOP", []), ("APPEND", Assembly.none ++ Assembly.append),
        ("APPENDS", Assembly.emptyList ++ Assembly.appends),
        ("SETITEM", Assembly.emptyDict ++ Assembly.none ++ Assembly.setItem),
        ("SETITEMS", Assembly.emptyDict ++ Assembly.setItems), ("TUPLE", [0x74]),
        ("TUPLE1", [0x85]), ("TUPLE2", Assembly.none ++ [0x86]),
        ("TUPLE3", Assembly.none ++ Assembly.none ++ [0x87]), ("DICT", [0x64]),
        ("REDUCE", Assembly.emptyTuple ++ Assembly.reduce), ("NEWOBJ", Assembly.newObject),
        ("BUILD", Assembly.emptyDict ++ Assembly.build), ("BINPERSID", Assembly.persistent),
        ("STACK_GLOBAL", Assembly.text("os") ++ [0x93]), ("BINPUT", Assembly.put(0)),
        ("LONG_BINPUT", [0x72, 0, 0, 0, 0]), ("MEMOIZE", Assembly.memoize),
    ]

    private static let missing = withoutOperands.map { name, body in
        HostileFile("\(name) without operands", pickle: body, .missingOperand(name))
    }

    private static let marked: [(String, [UInt8])] = [
        ("TUPLE2", Assembly.none ++ Assembly.mark ++ Assembly.none ++ [0x86]),
        (
            "REDUCE",
            Assembly.global("torch", "Size") ++ Assembly.mark ++ Assembly.emptyTuple
                ++ Assembly.reduce
        ),
        ("BINPUT", Assembly.none ++ Assembly.mark ++ Assembly.put(0)),
        ("STOP", Assembly.none ++ Assembly.mark),
        ("DICT", Assembly.mark ++ Assembly.none ++ [0x64]),
        ("SETITEMS", Assembly.emptyDict ++ Assembly.mark ++ Assembly.none ++ Assembly.setItems),
    ]

    private static let acrossMarks = marked.map { name, body in
        HostileFile(
            "\(name) across a mark, or of an odd number", pickle: body, .missingOperand(name))
    }

    private static let recalled: [HostileFile] = [
        HostileFile("a value that was not remembered", pickle: Assembly.get(0), .missingMemo(0)),
        HostileFile(
            "a value after one that was remembered",
            pickle: Assembly.none ++ Assembly.put(0) ++ Assembly.get(1), .missingMemo(1)),
        HostileFile(
            "a value beyond all", pickle: [0x6A] ++ little(UInt32.max),
            .missingMemo(Int(UInt32.max))),
    ]

    /// Everything that is not a dictionary, as one; and the like.
    private static let wrong: [HostileFile] = {
        let values: [(String, [UInt8])] = [
            ("nothing", Assembly.none), ("a number", Assembly.integer(1)),
            ("a text", Assembly.text("x")), ("a tuple", Assembly.emptyTuple),
            ("a global", Assembly.global("torch", "Size")),
            ("a class", Assembly.global("torch.nn.parameter", "Parameter")),
            ("a storage", Assembly.storage()), ("a tensor", Assembly.tensor()),
        ]
        let item = Assembly.text("k") ++ Assembly.none
        let uses: [(String, [UInt8])] = [
            ("SETITEM", item ++ Assembly.setItem),
            ("SETITEMS", Assembly.mark ++ item ++ Assembly.setItems),
            ("APPEND", Assembly.none ++ Assembly.append),
            ("APPENDS", Assembly.mark ++ Assembly.none ++ Assembly.appends),
            ("BUILD", Assembly.emptyDict ++ Assembly.build),
        ]
        let called: [(String, [UInt8])] = [
            ("REDUCE", Assembly.emptyTuple ++ Assembly.reduce),
            ("NEWOBJ", Assembly.emptyTuple ++ Assembly.newObject),
        ]
        let onValues = values.flatMap { value, body in
            uses.map { name, use in
                HostileFile("\(name) on \(value)", pickle: body ++ use, .wrongOperand(name))
            }
        }
        let onCalls = values.filter { !$0.0.hasPrefix("a class") && $0.0 != "a global" }
            .flatMap { value, body in
                called.map { name, use in
                    HostileFile("\(name) of \(value)", pickle: body ++ use, .wrongOperand(name))
                }
            }
        return onValues + onCalls
    }()

    private static let otherOperands: [(String, String, [UInt8])] = [
        (
            "SETITEM on a list", "SETITEM",
            Assembly.emptyList ++ Assembly.text("k") ++ Assembly.none ++ Assembly.setItem
        ),
        (
            "APPEND on a dictionary", "APPEND",
            Assembly.emptyDict ++ Assembly.none ++ Assembly.append
        ),
        ("APPEND on a set", "APPEND", [0x8F] ++ Assembly.none ++ Assembly.append),
        ("BUILD on a list", "BUILD", Assembly.emptyList ++ Assembly.emptyDict ++ Assembly.build),
        (
            "REDUCE of a storage's class", "REDUCE",
            Assembly.call(Assembly.global("torch", "FloatStorage"))
        ),
        ("REDUCE of a type", "REDUCE", Assembly.call(Assembly.global("torch", "float32"))),
        (
            "REDUCE with a list", "REDUCE",
            Assembly.global("torch", "Size") ++ Assembly.emptyList ++ Assembly.reduce
        ),
        (
            "REDUCE with a text", "REDUCE",
            Assembly.global("torch", "Size") ++ Assembly.text("x") ++ Assembly.reduce
        ),
        (
            "REDUCE of what a call gave", "REDUCE",
            Assembly.call(Assembly.call(Assembly.global("_codecs", "encode")))
        ),
        (
            "NEWOBJ of a function of PyTorch", "NEWOBJ",
            Assembly.global("torch._utils", "_rebuild_tensor_v2") ++ Assembly.emptyTuple
                ++ Assembly.newObject
        ),
        (
            "NEWOBJ of a dictionary", "NEWOBJ",
            Assembly.global("collections", "OrderedDict") ++ Assembly.emptyTuple
                ++ Assembly.newObject
        ),
        (
            "STACK_GLOBAL of numbers", "STACK_GLOBAL",
            Assembly.integer(1) ++ Assembly.integer(2) ++ [0x93]
        ),
        (
            "STACK_GLOBAL of a global", "STACK_GLOBAL",
            Assembly.global("torch", "Size") ++ Assembly.text("x") ++ [0x93]
        ),
        ("two values at the end", "STOP", Assembly.none ++ Assembly.none),
    ]

    private static let wrongInOtherWays = otherOperands.map { what, name, body in
        HostileFile(what, pickle: body, .wrongOperand(name))
    }

    private static let badCalls: [(String, String, [UInt8])] = [
        ("torch.Size", "Size of nothing", Assembly.call(Assembly.global("torch", "Size"))),
        (
            "torch.Size", "Size of a number",
            Assembly.call(Assembly.global("torch", "Size"), [Assembly.integer(1)])
        ),
        (
            "collections.OrderedDict", "OrderedDict of a number",
            Assembly.call(
                Assembly.global("collections", "OrderedDict"), [Assembly.integer(1)])
        ),
        (
            "collections.OrderedDict", "OrderedDict of single items",
            Assembly.call(
                Assembly.global("collections", "OrderedDict"),
                [Assembly.list([Assembly.tuple([Assembly.none])])])
        ),
        (
            "collections.OrderedDict", "OrderedDict of two lists",
            Assembly.call(
                Assembly.global("collections", "OrderedDict"),
                [Assembly.emptyList, Assembly.emptyList])
        ),
        (
            "torch._utils._rebuild_parameter", "a parameter of a number",
            Assembly.call(
                Assembly.global("torch._utils", "_rebuild_parameter"),
                [Assembly.integer(1), [0x88], Assembly.emptyDict])
        ),
        (
            "torch._utils._rebuild_parameter", "a parameter alone",
            Assembly.call(
                Assembly.global("torch._utils", "_rebuild_parameter"), [Assembly.tensor()])
        ),
    ]

    private static let calls = badCalls.map { name, what, body in
        HostileFile(what, pickle: body, .badCall(name))
    }

    /// Small files that would become large.
    private static let bombs: [HostileFile] = [
        HostileFile(
            "a hundred thousand marks", pickle: Array(repeating: 0x28, count: 100_000), .tooDeep),
        HostileFile(
            "a hundred thousand values on the stack",
            pickle: Array(repeating: 0x4E, count: 100_000), .highStack),
        HostileFile(
            "a list inside itself",
            pickle: Assembly.emptyList ++ Assembly.put(0) ++ Assembly.get(0) ++ Assembly.append,
            .tooDeep),
        HostileFile(
            "a dictionary inside itself",
            pickle: Assembly.emptyDict ++ Assembly.put(0) ++ Assembly.text("a") ++ Assembly.get(0)
                ++ Assembly.setItem, .tooDeep),
        HostileFile(
            "a state dict inside itself",
            pickle: Assembly.emptyDict ++ Assembly.put(0) ++ Assembly.text("state_dict")
                ++ Assembly.get(0)
                ++ Assembly.setItem, .tooDeep),
        HostileFile(
            "a thousand tuples inside each other",
            pickle: Assembly.emptyTuple ++ Array(repeating: 0x85, count: 1_000), .tooDeep),
        HostileFile(
            "a hundred thousand tuples inside each other",
            pickle: Assembly.emptyTuple ++ Array(repeating: 0x85, count: 100_000), .tooDeep),
        HostileFile(
            "a tensor by 2²⁰ names",
            pickle: doubled(20, around: Assembly.tensor()), .tooManyNames),
        HostileFile(
            "an empty list by 2²⁰ names", pickle: doubled(20, around: Assembly.emptyList),
            .tooManyNames),
        HostileFile(
            "a dictionary inside itself twice",
            pickle: Assembly.emptyDict ++ Assembly.put(0) ++ Assembly.mark ++ Assembly.text("a")
                ++ Assembly.get(0) ++ Assembly.text("b") ++ Assembly.get(0) ++ Assembly.setItems,
            .tooDeep),
        HostileFile(
            "twenty thousand names of a thousand bytes from one text",
            pickle: repeatedKeys(20_000, key: String(repeating: "k", count: 1_000)),
            .tooManyNames),
    ]

    /// Lists of twice the list before.
    private static func doubled(_ times: Int, around value: [UInt8]) -> [UInt8] {
        (0..<times).reduce(value ++ Assembly.put(0)) { body, _ in
            body ++ [0x85] ++ Assembly.put(1) ++ Assembly.emptyList ++ Assembly.mark
                ++ Assembly.get(1)
                ++ Assembly.get(1) ++ Assembly.appends ++ [0x86] ++ Assembly.put(0)
        }
    }

    private static func repeatedKeys(_ count: Int, key: String) -> [UInt8] {
        let entry = Assembly.get(0) ++ Assembly.get(1) ++ Assembly.setItem
        return Assembly.emptyList ++ Assembly.put(1) ++ Assembly.text(key) ++ Assembly.put(0) ++ [
            0x86
        ]
            ++ Assembly.emptyDict ++ repeatElement(entry, count: count).flatMap(\.self) ++ [0x86]
    }
}
