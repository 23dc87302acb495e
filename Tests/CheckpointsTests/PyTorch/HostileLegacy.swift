import Checkpoints

extension HostileFile {
    /// Files of the older format that break its rules.
    static let ofLegacy = (heads + tails).map {
        HostileFile("\($0), in the older format", $1, $2)
    }

    private static let body = Assembly.pickle(Assembly.dict(["a": Assembly.tensor()]))
    private static let system = Assembly.pickle(Assembly.call(Assembly.global("os", "system")))
    private static let head = TorchBytes.magic ++ TorchBytes.version ++ TorchBytes.machine
    private static let tail = TorchBytes.tail(["0": TorchBytes.sixFloats])

    private static let heads: [(String, [UInt8], PyTorchRule)] = [
        ("an attack for a magic number", system, .refusedGlobal("os.system")),
        ("an attack for a version", TorchBytes.magic ++ system, .refusedGlobal("os.system")),
        (
            "an attack for a machine", TorchBytes.magic ++ TorchBytes.version ++ system,
            .refusedGlobal("os.system")
        ),
        ("an attack for a list of keys", head ++ body ++ system, .refusedGlobal("os.system")),
        ("a pickle alone", body, .notTorch),
        ("a pickled number", Assembly.pickle(Assembly.integer(1)), .notTorch),
        ("another magic number", Assembly.pickle([0x8A, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9]), .notTorch),
        (
            "another version",
            TorchBytes.magic ++ Assembly.pickle(Assembly.integer(1_002)) ++ TorchBytes.machine
                ++ body ++ tail, .notTorch
        ),
        (
            "a machine with the highest byte first",
            TorchBytes.magic ++ TorchBytes.version
                ++ Assembly.pickle(Assembly.dict(["little_endian": [0x89]]))
                ++ body ++ tail, .bigEndian
        ),
        (
            "a machine of no order",
            TorchBytes.magic ++ TorchBytes.version ++ Assembly.pickle(Assembly.emptyDict) ++ body
                ++ tail,
            .bigEndian
        ),
        ("keys that are no list", head ++ body ++ Assembly.pickle(Assembly.none), .notTorch),
        (
            "keys that are numbers",
            head ++ body ++ Assembly.pickle(Assembly.list([Assembly.integer(0)])), .notTorch
        ),
        ("a magic number alone", TorchBytes.magic, .truncated),
        ("no keys", head ++ body, .truncated),
    ]

    private static let tails: [(String, [UInt8], PyTorchRule)] = [
        ("a byte after the last storage", head ++ body ++ tail ++ [0], .trailingBytes(1)),
        (
            "an attack after the last storage", head ++ body ++ tail ++ system,
            .trailingBytes(system.count)
        ),
        (
            "a storage cut by a byte", Array((head ++ body ++ tail).dropLast()),
            .missingStorage(key: "0")
        ),
        (
            "a storage without its elements", Array((head ++ body ++ tail).dropLast(24)),
            .missingStorage(key: "0")
        ),
        (
            "a storage cut inside its count", Array((head ++ body ++ tail).dropLast(28)),
            .missingStorage(key: "0")
        ),
        (
            "a storage twice",
            head ++ body
                ++ Assembly.pickle(Assembly.list([Assembly.text("0"), Assembly.text("0")]))
                ++ Array(tail.suffix(32)) ++ Array(tail.suffix(32)), .unexpectedStorage(key: "0")
        ),
        (
            "a storage of 2⁶⁴ - 1 elements",
            head ++ body ++ Array(tail.dropLast(32)) ++ little(UInt64.max) ++ TorchBytes.sixFloats,
            .wrongStorageSize(key: "0")
        ),
        (
            "storages of 2⁶³ bytes",
            head
                ++ Assembly.pickle(
                    Assembly.dict(["a": Assembly.tensor(Assembly.storage(count: 1 << 61))]))
                ++ Array(tail.dropLast(32)) ++ little(UInt64(1) << 61) ++ TorchBytes.sixFloats,
            .wrongStorageSize(key: "0")
        ),
        (
            "storages of 2⁶⁰ bytes",
            head
                ++ Assembly.pickle(
                    Assembly.dict(["a": Assembly.tensor(Assembly.storage(count: 1 << 58))]))
                ++ Array(tail.dropLast(32)) ++ little(UInt64(1) << 58) ++ TorchBytes.sixFloats,
            .missingStorage(key: "0")
        ),
    ]
}
