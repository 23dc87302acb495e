import Checkpoints
import Testing

/// A kind of hand-made file.
struct GGUFKind: Sendable, CustomTestStringConvertible {
    let what: String
    let bytes: [UInt8]
    /// The rule it breaks; `nil` if it is right.
    let rule: GGUFRule?

    init(_ what: String, _ draft: GGUFDraft, _ rule: GGUFRule?) {
        self.init(what, bytes: draft.bytes, rule)
    }

    init(_ what: String, bytes: [UInt8], _ rule: GGUFRule?) {
        (self.what, self.bytes, self.rule) = (what, bytes, rule)
    }

    var testDescription: String { what }
}

/// The 33 kinds of ggml's own test (tests/test-gguf.cpp), by its names.
///
/// Three things differ. ggml refuses names of 64 bytes, and ours has 256, since ComfyUI-GGUF writes
/// longer ones than ggml. ggml's truth values are any bytes, and ours are 0 or 1, as the format's
/// description demands. And ggml's files of tensors have no data, which it does not miss before it
/// loads it; ours have theirs.
extension GGUFKind {
    static let ofGGML = header + keys + tensors + data

    private static let full = GGUFDraft.full

    private static let header: [GGUFKind] = [
        GGUFKind(
            "HEADER_BAD_MAGIC", GGUFDraft().with { $0.magic = Array("FUGG".utf8) }, .notGGUF),
        GGUFKind(
            "HEADER_BAD_VERSION_0", GGUFDraft().with { $0.version = 0 }, .unsupportedVersion(0)),
        GGUFKind(
            "HEADER_BAD_VERSION_1", GGUFDraft().with { $0.version = 1 }, .unsupportedVersion(1)),
        GGUFKind(
            "HEADER_BAD_VERSION_FUTURE", GGUFDraft().with { $0.version = 4 },
            .unsupportedVersion(4)),
        GGUFKind(
            "HEADER_BAD_N_TENSORS", GGUFDraft().with { $0.tensorCount = .max },
            .tooManyTensors(.max)),
        GGUFKind(
            "HEADER_BAD_N_KV", GGUFDraft().with { $0.keyCount = .max }, .tooManyKeys(.max)),
        GGUFKind("HEADER_EMPTY", GGUFDraft(), nil),
    ]

    private static let keys: [GGUFKind] = [
        GGUFKind(
            "KV_BAD_KEY_SIZE", allKeys { $0.length = .max }, .longKey(byteCount: .max)),
        GGUFKind(
            "KV_EMPTY_KEY", allKeys { ($0.name, $0.length) = ([], 0) }, .badKey(number: 1)),
        GGUFKind(
            "KV_BAD_TYPE", allKeys { $0.type = 13 },
            .unknownValueType(key: "my_key_0", type: 13)),
        GGUFKind(
            "KV_DUPLICATE_KEY", allKeys { $0.name = Array("my_key_0".utf8).suffix(Int($0.length)) },
            .duplicateKey("my_key_0")),
        GGUFKind("KV_BAD_ALIGN", aligned(.uint32(13), to: 13), .badAlignment(13)),
        GGUFKind("KV_WRONG_TYPE_ALIGN", aligned(.int32(32)), .badAlignmentType),
        GGUFKind("KV_SUCCESS", full.with { $0.tensors = [] }, nil),
    ]

    private static let tensors: [GGUFKind] = [
        GGUFKind(
            "TENSORS_BAD_NAME_SIZE",
            allTensors {
                $0.name += Array(repeating: 0x61, count: 256 - $0.name.count)
                $0.length = 256
            }, .longName(byteCount: 256)),
        GGUFKind(
            "TENSORS_BAD_N_DIMS", allTensors { $0.rank = 5 },
            .highRank(tensor: "my_tensor_0", rank: 5)),
        GGUFKind(
            "TENSORS_BAD_SHAPE",
            allTensors { $0.dimensions = $0.dimensions.map { _ in .max } },
            .overflow(tensor: "my_tensor_0")),
        GGUFKind(
            "TENSORS_ZERO_DIM",
            allTensors {
                ($0.rank, $0.dimensions) = (2, [$0.dimensions[0], 0])
                $0.byteCount = 0
            }, nil),
        GGUFKind(
            "TENSORS_NE_TOO_BIG",
            allTensors { ($0.rank, $0.dimensions) = (2, [0x1_FFFF_FFFC, 0x1_FFFF_FFFC]) },
            .overflow(tensor: "my_tensor_0")),
        GGUFKind(
            "TENSORS_NBYTES_TOO_BIG",
            allTensors { ($0.type, $0.rank, $0.dimensions) = (27, 2, [0x5B00_0000, 0x5B00_0000]) },
            .overflow(tensor: "my_tensor_0")),
        GGUFKind(
            "TENSORS_BAD_TYPE", allTensors { $0.type = 43 },
            .unsupportedType(tensor: "my_tensor_0", type: 43)),
        GGUFKind(
            "TENSORS_BAD_OFFSET", allTensors { $0.offset = .max },
            .misaligned(tensor: "my_tensor_0", offset: .max, alignment: 32)),
        GGUFKind(
            "TENSORS_DUPLICATE_NAME",
            allTensors { ($0.name, $0.length) = (Array("my_tensor".utf8), 9) },
            .duplicateTensor("my_tensor")),
        GGUFKind("TENSORS_BAD_ALIGN", aligned(.uint32(13), to: 13), .badAlignment(13)),
        GGUFKind(
            "TENSORS_INCONSISTENT_ALIGN", full.with { $0.alignment = 1 },
            .misaligned(tensor: "my_tensor_1", offset: 24, alignment: 32)),
        GGUFKind("TENSORS_SUCCESS", full, nil),
        GGUFKind("TENSORS_CUSTOM_ALIGN", aligned(.uint32(1), to: 1), nil),
    ]

    private static let data: [GGUFKind] = [
        GGUFKind(
            "DATA_NOT_ENOUGH_DATA",
            bytes: GGUFDraft([], [.init("t", 0, [8])]).bytes.dropLast(),
            .dataBeyondFile(tensor: "t", end: 96, fileSize: 95)),
        GGUFKind("DATA_BAD_ALIGN", aligned(.uint32(13), to: 13), .badAlignment(13)),
        GGUFKind(
            "DATA_INCONSISTENT_ALIGN",
            GGUFDraft([], [.init("a", 24, [1]), .init("b", 24, [64])], alignment: 1),
            .misaligned(tensor: "b", offset: 1, alignment: 32)),
        GGUFKind(
            "DATA_MEM_SIZE_OVERFLOW",
            bytes: GGUFDraft([], [huge("a", at: 0), huge("b", at: 0x7FFF_FFFF_FFFF_FFC0)]).bytes,
            .overflow(tensor: "a")),
        GGUFKind("DATA_SUCCESS", full, nil),
        GGUFKind("DATA_CUSTOM_ALIGN", aligned(.uint32(1), to: 1), nil),
    ]

    private static func allKeys(_ change: (inout GGUFDraft.Key) -> Void) -> GGUFDraft {
        full.with { draft in for place in draft.keys.indices { change(&draft.keys[place]) } }
    }

    private static func allTensors(_ change: (inout GGUFDraft.Tensor) -> Void) -> GGUFDraft {
        full.with { draft in for place in draft.tensors.indices { change(&draft.tensors[place]) } }
    }

    private static func aligned(_ value: GGUFDraft.Value, to alignment: Int = 32) -> GGUFDraft {
        full.with {
            $0.keys.append(.init("general.alignment", value))
            $0.alignment = alignment
        }
    }

    /// A tensor of nearly 2⁶³ bytes, of which none are there.
    private static func huge(_ name: String, at offset: UInt64) -> GGUFDraft.Tensor {
        var tensor = GGUFDraft.Tensor(name, 24, [0x7FFF_FFFF_FFFF_FFC0])
        (tensor.byteCount, tensor.offset) = (0, offset)
        return tensor
    }
}
