/// How a GGUF file stores a tensor's elements: its type, by ggml's number.
enum GGUFType: Equatable {
    /// As plain elements.
    case elements(StoredType)
    /// In quantised blocks.
    case blocks(BlockType)

    /// The type of a number (`enum ggml_type` of ggml); `nil` if it is not read.
    init?(number: UInt32) {
        if let type = Self.plain[number] {
            self = .elements(type)
        } else if let type = Self.quantised[number] {
            self = .blocks(type)
        } else {
            return nil
        }
    }

    /// Elements of a block; 1 for plain elements.
    var blockElements: Int {
        switch self {
        case .elements: 1
        case .blocks(let type): type.elements
        }
    }

    /// Bytes of a block or a plain element.
    var blockBytes: Int {
        switch self {
        case .elements(let type): type.bits / 8
        case .blocks(let type): type.byteCount
        }
    }

    /// The type that the elements come out in.
    var result: StoredType {
        switch self {
        case .elements(let type): type
        case .blocks: GGUFReader.dequantised
        }
    }

    /// How the elements lie in the file.
    var layout: TensorInfo.Layout {
        switch self {
        case .elements: .rowMajor
        case .blocks(let type): .blocks(type)
        }
    }

    /// What a type is called: "type MXFP4", or "type 99" where nobody named it.
    static func name(of number: UInt32) -> String {
        "type \(unread[number] ?? String(number))"
    }

    private static let plain: [UInt32: StoredType] = [
        0: .f32, 1: .f16, 24: .i8, 25: .i16, 26: .i32, 27: .i64, 28: .f64, 30: .bf16,
    ]

    private static let quantised: [UInt32: BlockType] = [
        2: .q4_0, 3: .q4_1, 6: .q5_0, 7: .q5_1, 8: .q8_0, 10: .q2K, 11: .q3K, 12: .q4K, 13: .q5K,
        14: .q6K, 20: .iq4NL, 23: .iq4XS,
    ]

    /// The types that ggml has or had besides.
    private static let unread: [UInt32: String] = [
        4: "Q4_2", 5: "Q4_3", 9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
        19: "IQ1_S", 21: "IQ3_S", 22: "IQ2_S", 29: "IQ1_M", 31: "Q4_0_4_4", 32: "Q4_0_4_8",
        33: "Q4_0_8_8", 34: "TQ1_0", 35: "TQ2_0", 36: "IQ4_NL_4_4", 37: "IQ4_NL_4_8",
        38: "IQ4_NL_8_8", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0", 42: "Q2_0",
    ]
}
