import Checkpoints

extension HostileFile {
    /// Instructions that model files do not need, unknown ones, protocols, and pickles cut short.
    static let ofOpcodes = [
        refused, afterModel, unknown, protocols, withoutProtocol, truncated, tooLong, cut, texts,
    ].flatMap(\.self)

    /// What each refused instruction would be followed by in an attack.
    private static let refusedInstructions: [(name: String, body: [UInt8])] = [
        ("INST", Assembly.mark ++ Assembly.text("id") ++ [0x69] ++ Array("os\nsystem\n".utf8)),
        ("OBJ", Assembly.mark ++ Assembly.emptyDict ++ Assembly.text("id") ++ [0x6F]),
        ("NEWOBJ_EX", Assembly.emptyDict ++ Assembly.emptyTuple ++ Assembly.emptyDict ++ [0x92]),
        ("EXT1", [0x82, 1]), ("EXT2", [0x83, 1, 0]), ("EXT4", [0x84, 1, 0, 0, 0]),
        ("PERSID", [0x50] ++ Array("storage\n".utf8)), ("POP", Assembly.none ++ [0x30]),
        ("POP_MARK", Assembly.mark ++ [0x31]), ("DUP", Assembly.none ++ [0x32]),
        ("BYTEARRAY8", [0x96] ++ little(UInt64(1)) ++ [0]), ("NEXT_BUFFER", [0x97]),
        ("READONLY_BUFFER", [0x98]), ("INT", Array("I1\n".utf8)), ("LONG", Array("L1L\n".utf8)),
        ("FLOAT", Array("F1.0\n".utf8)), ("STRING", Array("S'os'\n".utf8)),
        ("UNICODE", Array("Vos\n".utf8)), ("PUT", Assembly.none ++ Array("p0\n".utf8)),
        ("GET", Array("g0\n".utf8)), ("LIST", Assembly.mark ++ [0x6C]),
        ("LONG4", [0x8B] ++ little(UInt32(1)) ++ [1]),
        ("BINUNICODE8", [0x8D] ++ little(UInt64(1)) ++ [0x61]),
        ("BINBYTES8", [0x8E] ++ little(UInt64(1)) ++ [0x61]),
        ("ADDITEMS", [0x8F] ++ Assembly.mark ++ [0x90]), ("FROZENSET", Assembly.mark ++ [0x91]),
    ]

    private static let refused = refusedInstructions.flatMap { name, body in
        TorchBytes.Container.allCases.map { container in
            HostileFile(
                "\(name), \(container)", pickle: body, in: container, .refusedOpcode(name))
        }
    }

    private static let afterModel = refusedInstructions.map { name, body in
        HostileFile(
            "\(name) after a model",
            pickle: Assembly.dict(["a": Assembly.tensor()]) ++ body ++ Assembly.build,
            .refusedOpcode(name))
    }

    private static let unknown: [HostileFile] = [
        0x00, 0x0A, 0x20, 0x21, 0x3F, 0x41, 0x5A, 0x7F, 0x99, 0xA0, 0xFE, 0xFF,
    ].map { code in
        HostileFile("byte \(code) as an instruction", pickle: [code], .unknownOpcode(code))
    }

    private static let protocols = ([0, 1, 5, 6, 255] as [UInt8]).map { version in
        HostileFile(
            "protocol \(version)",
            TorchBytes.file(Assembly.pickle(Assembly.emptyDict, version: version)),
            .badProtocol(Int(version)))
    }

    private static let withoutProtocol = [
        HostileFile(
            "no protocol", TorchBytes.file(Assembly.emptyDict ++ Assembly.stop), .noProtocol),
        HostileFile(
            "protocol 0 in text", TorchBytes.file(Array("cos\nsystem\n(S'id'\ntR.".utf8)),
            .noProtocol),
        HostileFile("the protocol twice", pickle: [0x80, 2] ++ Assembly.emptyDict, .noProtocol),
        HostileFile(
            "another protocol in the middle", pickle: Assembly.emptyDict ++ [0x80, 0], .noProtocol),
    ]

    private static let truncated: [HostileFile] = {
        let pickle = Assembly.pickle(Assembly.dict(["a": Assembly.tensor()]))
        return [0, 1, 2, 3, 5, 9, 20, 60, 90, 120, pickle.count - 1].map { count in
            HostileFile(
                "a pickle of its first \(count) bytes",
                TorchBytes.file(Array(pickle.prefix(count))), .truncated)
        }
    }()

    private static let lengthy: [(name: String, code: [UInt8])] = [
        ("BINUNICODE", [0x58]), ("BINSTRING", [0x54]), ("BINBYTES", [0x42]),
    ]

    /// Lengths beyond what a text may have.
    private static let tooLong = lengthy.flatMap { name, code in
        ([1_048_577, 1 << 31, .max] as [UInt32]).map { length in
            HostileFile(
                "\(name) of \(length) bytes", pickle: code ++ little(length),
                .longText(byteCount: Int(length)))
        }
    }

    private static let beyond: [(String, [UInt8])] = [
        ("BINUNICODE", [0x58] ++ little(UInt32(1_000))),
        ("BINSTRING", [0x54] ++ little(UInt32(1_000))),
        ("BINBYTES", [0x42] ++ little(UInt32(1_000))),
        ("SHORT_BINUNICODE", [0x8C, 255]), ("SHORT_BINSTRING", [0x55, 255]),
        ("SHORT_BINBYTES", [0x43, 255]), ("LONG1", [0x8A, 255]), ("BINFLOAT", [0x47, 0]),
        ("FRAME", [0x95] ++ little(UInt64.max)), ("a short FRAME", [0x95] ++ little(UInt64(2))),
        ("a module without end", [0x63] ++ Array("os".utf8)),
        ("a name without end", [0x63] ++ Array("torch\nSize".utf8)),
    ]

    private static let cut = beyond.map { name, body in
        HostileFile("\(name) longer than what is left", pickle: body, .truncated)
    }

    private static let texts: [HostileFile] = [
        HostileFile(
            "a module's name without end",
            pickle: [0x63] ++ Array(repeating: 0x61, count: 5_000), .longText(byteCount: 5_001)),
        HostileFile(
            "a key of 4,097 bytes",
            pickle: Assembly.dict([String(repeating: "k", count: 4_097): Assembly.none]),
            .longText(byteCount: 4_097)),
        HostileFile("a text cut inside a character", pickle: [0x8C, 1, 0xC3], .notUTF8),
        HostileFile("an overlong character", pickle: [0x8C, 2, 0xC0, 0xAF], .notUTF8),
        HostileFile("half a surrogate pair", pickle: [0x8C, 3, 0xED, 0xA0, 0x80], .notUTF8),
        HostileFile("a name that is no text", pickle: [0x63, 0xFF, 0x0A, 0x61, 0x0A], .notUTF8),
    ]
}
