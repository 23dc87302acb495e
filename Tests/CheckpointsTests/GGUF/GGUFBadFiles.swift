import Checkpoints

extension GGUFKind {
    /// One file at least for every rule that ggml's kinds do not reach, and at each limit.
    static let broken = ofHeader + ofKeys + ofArrays + ofTensors + ofTypes + ofLayout + ofShapes

    private static let ofHeader: [GGUFKind] = [
        GGUFKind("no bytes", bytes: [], .notGGUF),
        GGUFKind("three bytes", bytes: Array("GGU".utf8), .notGGUF),
        GGUFKind("letters alone", bytes: Array("GGUF".utf8), .headerBeyondFile(offset: 4)),
        GGUFKind(
            "big endian, version 3", GGUFDraft().with { $0.version = 0x0300_0000 }, .bigEndian),
        GGUFKind(
            "big endian, version 2", GGUFDraft().with { $0.version = 0x0200_0000 }, .bigEndian),
        GGUFKind(
            "version of all ones", GGUFDraft().with { $0.version = .max },
            .unsupportedVersion(.max)),
        GGUFKind(
            "more tensors than bytes", GGUFDraft().with { $0.tensorCount = 1 },
            .tooManyTensors(1)),
        GGUFKind("more keys than bytes", GGUFDraft().with { $0.keyCount = 1 }, .tooManyKeys(1)),
        GGUFKind(
            "65,537 tensors",
            bytes: GGUFDraft().with { $0.tensorCount = 65_537 }.bytes + zeros(2_000_000),
            .tooManyTensors(65_537)),
        GGUFKind(
            "16,385 keys",
            bytes: GGUFDraft().with { $0.keyCount = 16_385 }.bytes + zeros(500_000),
            .tooManyKeys(16_385)),
    ]

    private static let ofKeys: [GGUFKind] = [
        key("a key of 65,536 bytes", .init(name(65_536), .uint8(0)), .longKey(byteCount: 65_536)),
        key("a key of 65,535 bytes", .init(name(65_535), .uint8(0)), nil),
        key("a key that is not ASCII", .init("ключ", .uint8(0)), .badKey(number: 1)),
        key("a key with a zero byte", .init("a\0b", .uint8(0)), .badKey(number: 1)),
        key(
            "a value of type 13", .init("a", .unknown(type: 13)),
            .unknownValueType(key: "a", type: 13)),
        key(
            "a value of a type of all ones", .init("a", .unknown(type: .max)),
            .unknownValueType(key: "a", type: .max)),
        key("a truth value of 2", .init("a", .bool(2)), .badBool(key: "a", value: 2)),
        key("a string beyond the file", lying("a", 4_000), .headerBeyondFile(offset: 45)),
        key(
            "the longest string, beyond the file", lying("a", 1 << 24),
            .headerBeyondFile(offset: 45)),
        key(
            "a string above the limit", lying("a", 1 << 24 + 1),
            .longString(key: "a", byteCount: 1 << 24 + 1)),
        key(
            "a string of 2⁶⁴ - 1 bytes", lying("a", .max), .longString(key: "a", byteCount: .max)),
        key("alignment 0", .init("general.alignment", .uint32(0)), .badAlignment(0)),
        key("alignment 24", .init("general.alignment", .uint32(24)), .badAlignment(24)),
        key("alignment 2¹⁷", .init("general.alignment", .uint32(1 << 17)), .badAlignment(1 << 17)),
        key("alignment as a string", .init("general.alignment", .string("32")), .badAlignmentType),
        key(
            "alignment as an array", .init("general.alignment", .array([.uint32(32)])),
            .badAlignmentType),
    ]

    private static let ofArrays: [GGUFKind] = [
        key(
            "an array of arrays", .init("a", .array([.array([.uint8(0)])])),
            .nestedArray(key: "a")),
        key(
            "an array of type 13", array(type: 13, 0), .unknownValueType(key: "a", type: 13)),
        key(
            "an array above the limit", array(type: 0, 1 << 22 + 1),
            .longArray(key: "a", count: 1 << 22 + 1)),
        key(
            "an array of 2⁶⁴ - 1 elements", array(type: 12, .max),
            .longArray(key: "a", count: .max)),
        key("an array beyond the file", array(type: 12, 1 << 22), .headerBeyondFile(offset: 49)),
        key(
            "an array of strings beyond the file", array(type: 8, 3),
            .headerBeyondFile(offset: 57)),
        key(
            "an array with a truth value of 3", .init("a", .array([.bool(1), .bool(3)])),
            .badBool(key: "a", value: 3)),
        key(
            "an array with a string above the limit",
            .init("a", .array(type: 8, count: 1, elements: little(UInt64(1 << 24 + 1)))),
            .longString(key: "a", byteCount: 1 << 24 + 1)),
    ]

    private static let ofTensors: [GGUFKind] = [
        tensor("no name", .init(""), .badName(number: 1)),
        tensor("a name with a zero byte", .init("a\0"), .badName(number: 1)),
        tensor("a name of 256 bytes", .init(name(256)), .longName(byteCount: 256)),
        tensor("a name of 255 bytes", .init(name(255)), nil),
        tensor("a name of 127 bytes, as ComfyUI-GGUF writes", .init(name(127)), nil),
        GGUFKind(
            "a name that is not UTF-8",
            GGUFDraft([], [.init("a")]).with { $0.tensors[0].name = [0xFF] }, .badName(number: 1)),
        GGUFKind(
            "a name of 2⁶⁴ - 1 bytes",
            GGUFDraft([], [.init("a")]).with { $0.tensors[0].length = .max },
            .longName(byteCount: .max)),
        tensor("five dimensions", .init("a", 0, [1, 1, 1, 1, 1]), .highRank(tensor: "a", rank: 5)),
        tensor("a dimension of 2⁶³", .init("a", 24, [1 << 63]), .overflow(tensor: "a")),
        tensor("2⁶⁴ elements", .init("a", 24, [1 << 32, 1 << 32]), .overflow(tensor: "a")),
        tensor("as many and none", .init("a", 24, [1 << 32, 0, 1 << 32]), .overflow(tensor: "a")),
        tensor("2⁶³ bytes", .init("a", 27, [1 << 60]), .overflow(tensor: "a")),
        tensor("2⁶³ bits once read", .init("a", 11, [1 << 59]), .overflow(tensor: "a")),
        tensor("no dimension", .init("a", 0, []), nil),
    ]

    private static let ofTypes: [GGUFKind] =
        GGUFDraft.Tensor.blocks.filter { $0.value.0 > 1 }.sorted { $0.key < $1.key }.map {
            type, block in
            let width = block.0 + block.0 / 2
            return tensor(
                "rows of one and a half blocks of type \(type)",
                .init("a", type, [UInt64(width), 2]),
                .partialBlock(
                    tensor: "a", type: BlockType.allCases.first { $0.number == type } ?? .q4_0,
                    width: width))
        }
        + [4, 5, 9, 15, 16, 17, 18, 19, 21, 22, 29, 31, 34, 35, 39, 40, 41, 42, 99, .max].map {
            tensor("type \($0)", .init("a", $0, [256]), .unsupportedType(tensor: "a", type: $0))
        }

    private static let ofLayout: [GGUFKind] = [
        at(1, .misaligned(tensor: "b", offset: 1, alignment: 32)),
        at(33, .misaligned(tensor: "b", offset: 33, alignment: 32)),
        at(0, .notPacked(tensor: "b", offset: 0, expected: 32)),
        at(64, .notPacked(tensor: "b", offset: 64, expected: 32)),
        at(1 << 63, .notPacked(tensor: "b", offset: 1 << 63, expected: 32)),
        at(.max - 31, .notPacked(tensor: "b", offset: .max - 31, expected: 32)),
        GGUFKind(
            "tensors in another order",
            GGUFDraft([], [.init("a"), .init("b")]).with {
                ($0.tensors[0].offset, $0.tensors[1].offset) = (32, 0)
            }, .notPacked(tensor: "a", offset: 32, expected: 0)),
        GGUFKind(
            "no padding before the data",
            bytes: GGUFDraft([], [.init("a", 0, [0])]).header,
            .dataBeyondFile(tensor: "a", end: 64, fileSize: 57)),
        GGUFKind(
            "no padding after the data",
            bytes: GGUFDraft([], [.init("a", 0, [2])]).bytes.dropLast(24), nil),
        GGUFKind("bytes after the data", bytes: GGUFDraft.full.bytes + [1, 2, 3], nil),
    ]

    private static let ofShapes: [GGUFKind] =
        [
            shape([2, 3, 4], nil), shape([24], nil), shape([1, 1, 1, 1, 1, 1, 1, 24], nil),
            shape([2, 3, 5], .badOriginalShape(tensor: "a")),
            shape([-4, -6], .badOriginalShape(tensor: "a")),
            shape([], .badOriginalShape(tensor: "a")),
            shape([0, .max], .badOriginalShape(tensor: "a")),
            shape([.max, .max, .max], .badOriginalShape(tensor: "a")),
            shape([1, 1, 1, 1, 1, 1, 1, 1, 24], .badOriginalShape(tensor: "a")),
        ]
        + [.string("24"), .array([.int64(24)]), .array([.uint32(24)]), .array([.string("24")])].map
    {
        GGUFKind(
            "an original shape as \($0)",
            GGUFDraft([.init("comfy.gguf.orig_shape.a", $0)], [.init("a", 0, [4, 6])]),
            .badOriginalShape(tensor: "a"))
    }
}

// MARK: - The makings

extension GGUFKind {
    private static func name(_ count: Int) -> String { String(repeating: "n", count: count) }

    private static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

    private static func key(_ what: String, _ key: GGUFDraft.Key, _ rule: GGUFRule?) -> GGUFKind {
        GGUFKind(what, GGUFDraft([key]), rule)
    }

    private static func tensor(
        _ what: String, _ tensor: GGUFDraft.Tensor, _ rule: GGUFRule?
    ) -> GGUFKind {
        var small = tensor
        if tensor.byteCount < 0 || tensor.byteCount > 1 << 20 { small.byteCount = 0 }
        return GGUFKind(what, GGUFDraft([], [small]), rule)
    }

    /// A string that says it has so many bytes, and has none.
    private static func lying(_ name: String, _ count: UInt64) -> GGUFDraft.Key {
        var key = GGUFDraft.Key(name, .string(""))
        key.value = little(count)
        return key
    }

    /// An array of no elements that says it has so many.
    private static func array(type: UInt32, _ count: UInt64) -> GGUFDraft.Key {
        .init("a", .array(type: type, count: count, elements: []))
    }

    /// Two tensors of 20 bytes, the second of which begins here.
    private static func at(_ offset: UInt64, _ rule: GGUFRule) -> GGUFKind {
        GGUFKind(
            "a second tensor at \(offset)",
            GGUFDraft([], [.init("a", 0, [5]), .init("b", 0, [5])])
                .with { $0.tensors[1].offset = offset }, rule)
    }

    /// A tensor of 24 elements with this original shape.
    private static func shape(_ shape: [Int32], _ rule: GGUFRule?) -> GGUFKind {
        let list = GGUFDraft.Value.array(
            type: 5, count: UInt64(shape.count), elements: shape.flatMap(little))
        return GGUFKind(
            "an original shape \(shape)",
            GGUFDraft([.init("comfy.gguf.orig_shape.a", list)], [.init("a", 0, [4, 6])]), rule)
    }
}

extension BlockType {
    /// The number in ggml.
    var number: UInt32 {
        switch self {
        case .q4_0: 2
        case .q4_1: 3
        case .q5_0: 6
        case .q5_1: 7
        case .q8_0: 8
        case .q2K: 10
        case .q3K: 11
        case .q4K: 12
        case .q5K: 13
        case .q6K: 14
        case .iq4NL: 20
        case .iq4XS: 23
        }
    }
}
