import Checkpoints

extension HostileFile {
    /// Tensors and storages that do not lie where they say, or are not described as they should be.
    static let ofTensors = [
        extents, outside, storages, identified, conflicts, descriptions, names,
    ].flatMap(\.self)

    private static func tensor(
        _ what: String, offset: Int = 0, _ shape: [Int], _ strides: [Int], _ rule: PyTorchRule
    ) -> [HostileFile] {
        let body = Assembly.dict([
            "t": Assembly.tensor(offset: offset, shape: shape, strides: strides)
        ])
        return TorchBytes.Container.allCases.map {
            HostileFile("\(what), \($0)", pickle: body, in: $0, rule)
        }
    }

    private static let extents = [
        tensor("a negative size", [-1], [1], .badExtents),
        tensor("a negative stride", [2], [-1], .badExtents),
        tensor("a negative offset", offset: -1, [2], [1], .badExtents),
        tensor("the lowest size of all", [.min], [1], .badExtents),
        tensor("fewer strides than sizes", [2, 3], [1], .badExtents),
        tensor("more strides than sizes", [6], [1, 1], .badExtents),
        tensor(
            "nine dimensions", .init(repeating: 1, count: 9), .init(repeating: 1, count: 9),
            .highRank),
        tensor(
            "ten thousand dimensions", .init(repeating: 1, count: 10_000),
            .init(repeating: 1, count: 10_000), .highRank),
    ].flatMap(\.self)

    private static let outside = [
        tensor("an element too many", [7], [1], .outsideStorage(tensor: "t")),
        tensor(
            "an offset of one too many", offset: 1, [2, 3], [3, 1], .outsideStorage(tensor: "t")),
        tensor("a stride of one too many", [2, 3], [4, 1], .outsideStorage(tensor: "t")),
        tensor("a scalar after the end", offset: 6, [], [], .outsideStorage(tensor: "t")),
        tensor("an empty tensor beyond the end", offset: 7, [0], [1], .outsideStorage(tensor: "t")),
        tensor("an offset of 2⁶³ - 1", offset: .max, [1], [1], .outsideStorage(tensor: "t")),
        tensor("an empty tensor at 2⁶³ - 1", offset: .max, [0], [1], .outsideStorage(tensor: "t")),
        tensor(
            "an offset that four times is 0", offset: 1 << 62, [1], [1],
            .outsideStorage(tensor: "t")),
        tensor("a size of 2⁶³ - 1", [.max], [1], .outsideStorage(tensor: "t")),
        tensor("a size that four times is 0", [1 << 62], [1], .outsideStorage(tensor: "t")),
        tensor("a stride of 2⁶³ - 1", [3], [.max], .outsideStorage(tensor: "t")),
        tensor(
            "sizes whose product is 0", [1 << 32, 1 << 32], [1, 1], .outsideStorage(tensor: "t")),
        tensor(
            "reaches whose sum is 0", [3, 3], [1 << 62, 1 << 62], .outsideStorage(tensor: "t")),
        tensor("a terabyte of one element", [1 << 38], [0], .expanded(tensor: "t")),
        tensor("17 MiB of one element", [17 << 18], [0], .expanded(tensor: "t")),
        tensor("2⁶³ bytes of one element", [1 << 31, 1 << 30], [0, 0], .expanded(tensor: "t")),
        tensor("2⁶⁴ elements of one", [1 << 32, 1 << 32], [0, 0], .expanded(tensor: "t")),
    ].flatMap(\.self)

    /// A tensor of a storage, and what the file holds for it.
    private static func file(
        _ what: String, _ storage: [UInt8], holding held: [UInt8]? = TorchBytes.sixFloats,
        in container: TorchBytes.Container = .zip, _ rule: PyTorchRule
    ) -> HostileFile {
        let pickle = Assembly.pickle(Assembly.dict(["t": Assembly.tensor(storage)]))
        let storages = held.map { ["0": $0] } ?? [:]
        return HostileFile(
            "\(what), \(container)", TorchBytes.file(pickle, storages: storages, in: container),
            rule)
    }

    private static let storages: [HostileFile] = [
        file("another storage", Assembly.storage(key: "1"), .missingStorage(key: "1")),
        file("no storage", Assembly.storage(), holding: nil, .missingStorage(key: "0")),
        file(
            "no storage", Assembly.storage(), holding: nil, in: .legacy, .missingStorage(key: "0")),
        file("fewer elements", Assembly.storage(count: 5), .wrongStorageSize(key: "0")),
        file("more elements", Assembly.storage(count: 7), .wrongStorageSize(key: "0")),
        file("2⁶² elements", Assembly.storage(count: 1 << 62), .wrongStorageSize(key: "0")),
        file("larger elements", Assembly.storage("DoubleStorage"), .wrongStorageSize(key: "0")),
        file(
            "a byte too few", Assembly.storage(), holding: Array(TorchBytes.sixFloats.dropLast()),
            .wrongStorageSize(key: "0")),
        file("more elements", Assembly.storage(count: 7), in: .legacy, .wrongStorageSize(key: "0")),
        file(
            "another storage", Assembly.storage(key: "1"), in: .legacy, .unexpectedStorage(key: "0")
        ),
    ]

    private static let identified = identifiers.map { what, identifier in
        HostileFile("a storage by \(what)", pickle: identifier ++ Assembly.persistent, .badStorage)
    }

    private static let conflicts: [HostileFile] = [
        HostileFile(
            "a storage of two sizes",
            pickle: Assembly.list([Assembly.storage(), Assembly.storage(count: 5)]),
            .storageConflict(key: "0")),
        HostileFile(
            "a storage of two types",
            pickle: Assembly.list([Assembly.storage(), Assembly.storage("IntStorage")]),
            .storageConflict(key: "0")),
    ]

    private static let identifiers: [(String, [UInt8])] = {
        let kind = Assembly.text("storage"), type = Assembly.global("torch", "FloatStorage")
        let key = Assembly.text("0"), place = Assembly.text("cpu"), six = Assembly.integer(6)
        func keyed(_ key: String) -> [UInt8] {
            Assembly.tuple([kind, type, Assembly.text(key), place, six])
        }
        return [
            ("nothing", Assembly.none), ("a text", key), ("no parts", Assembly.emptyTuple),
            ("four parts", Assembly.tuple([kind, type, key, place])),
            ("seven parts", Assembly.tuple([kind, type, key, place, six, Assembly.none, six])),
            ("another kind", Assembly.tuple([Assembly.text("file"), type, key, place, six])),
            (
                "a function",
                Assembly.tuple([kind, Assembly.global("torch", "Size"), key, place, six])
            ),
            (
                "a text as type",
                Assembly.tuple([kind, Assembly.text("FloatStorage"), key, place, six])
            ),
            ("a number as key", Assembly.tuple([kind, type, six, place, six])),
            ("a number as place", Assembly.tuple([kind, type, key, six, six])),
            ("a text as count", Assembly.tuple([kind, type, key, place, key])),
            ("a negative count", Assembly.tuple([kind, type, key, place, Assembly.integer(-6)])),
            (
                "a view",
                Assembly.tuple([kind, type, key, place, six, Assembly.tuple([key, six, six])])
            ),
            (
                "a module of nothing",
                Assembly.tuple([Assembly.text("module"), Assembly.none, key, key])
            ),
            ("no key", keyed("")), ("a path", keyed("../data.pkl")),
            ("an absolute path", keyed("/0")),
            ("a signed key", keyed("-1")), ("a key with a space", keyed("0 ")),
            ("other digits", keyed("٠")), ("twenty-one digits", keyed("000000000000000000000")),
        ]
    }()

    private static func rebuilding(_ function: String, _ arguments: [[UInt8]]) -> [UInt8] {
        Assembly.call(Assembly.global("torch._utils", function), arguments)
    }

    private static let hooks = Assembly.call(Assembly.global("collections", "OrderedDict"))
    private static let one = Assembly.tuple([Assembly.integer(1)])
    private static let zero = Assembly.integer(0)
    private static let six = Assembly.storage()
    private static let full: [[UInt8]] = [six, zero, one, one, [0x89], hooks]

    /// Arguments that the functions of PyTorch do not take.
    private static let badArguments: [(String, version: String, [[UInt8]])] = [
        ("none", "_v2", []), ("five", "_v2", Array(full.prefix(5))),
        ("eight", "_v2", [six, zero, one, one, [0x89], hooks, hooks, hooks]),
        ("five for four", "", [six, zero, one, one, hooks]), ("no type", "_v3", full),
        ("a text as storage", "", [Assembly.text("0"), zero, one, one]),
        ("a tensor as storage", "", [Assembly.tensor(), zero, one, one]),
        ("a text as offset", "", [six, Assembly.text("0"), one, one]),
        ("an offset beyond 64 bits", "", [six, [0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1], one, one]),
    ]

    private static let badSizes: [(String, [[UInt8]])] = [
        ("a number as sizes", [six, zero, zero, one]),
        ("texts as sizes", [six, zero, Assembly.tuple([Assembly.text("1")]), one]),
        ("truth as sizes", [six, zero, Assembly.tuple([[0x88]]), one]),
        ("nothing as strides", [six, zero, one, Assembly.none]),
    ]

    private static let bytes = Assembly.storage("UntypedStorage", count: 24)
    private static let single = Assembly.global("torch", "float32")

    private static let typed: [(String, version: String, [[UInt8]], PyTorchRule)] = [
        (
            "a number as type", "_v3", [bytes, zero, one, one, [0x89], hooks, zero],
            .badCall("torch._utils._rebuild_tensor_v3")
        ),
        (
            "two types", "_v3", [six, zero, one, one, [0x89], hooks, single],
            .badCall("torch._utils._rebuild_tensor_v3")
        ),
        (
            "a conjugate view", "_v2",
            [six, zero, one, one, [0x89], hooks, Assembly.dict(["conj": [0x88]])], .lazyTensor
        ),
        ("notes of no kind", "_v2", [six, zero, one, one, [0x89], hooks, zero], .lazyTensor),
    ]

    private static let descriptions =
        badArguments.map { what, version, arguments in
            HostileFile(
                "a tensor of \(what)", pickle: rebuilding("_rebuild_tensor" + version, arguments),
                .badCall("torch._utils._rebuild_tensor"))
        }
        + badSizes.map { what, arguments in
            HostileFile(
                "a tensor of \(what)", pickle: rebuilding("_rebuild_tensor", arguments), .badExtents
            )
        }
        + typed.map { what, version, arguments, rule in
            HostileFile(
                "a tensor of \(what)", pickle: rebuilding("_rebuild_tensor" + version, arguments),
                rule)
        }

    private static let names: [HostileFile] = {
        let tensor = Assembly.tensor()
        return [
            HostileFile(
                "one name twice", pickle: Assembly.dict(["a": tensor, "a": tensor]),
                .duplicateName("a")),
            HostileFile(
                "one name by two ways",
                pickle: Assembly.dict(["a.b": tensor, "a": Assembly.dict(["b": tensor])]),
                .duplicateName("a.b")),
            HostileFile(
                "one name of a list and a dictionary",
                pickle: Assembly.dict(["a": Assembly.list([tensor]), "a.0": tensor]),
                .duplicateName("a.0")),
            HostileFile(
                "a name of 1,025 bytes",
                pickle: Assembly.dict([String(repeating: "n", count: 1_025): tensor]),
                .longName(byteCount: 1_025)),
        ]
    }()
}
