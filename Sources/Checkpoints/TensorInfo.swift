/// The element type of a stored tensor, by the names safetensors gives them.
public enum StoredType: String, Sendable, Hashable, CaseIterable {
    case bool = "BOOL"
    case f4 = "F4"
    case f6E2M3 = "F6_E2M3"
    case f6E3M2 = "F6_E3M2"
    case u8 = "U8"
    case i8 = "I8"
    case f8E5M2 = "F8_E5M2"
    case f8E4M3 = "F8_E4M3"
    case f8E8M0 = "F8_E8M0"
    case f8E4M3FNUZ = "F8_E4M3FNUZ"
    case f8E5M2FNUZ = "F8_E5M2FNUZ"
    case i16 = "I16"
    case u16 = "U16"
    case f16 = "F16"
    case bf16 = "BF16"
    case i32 = "I32"
    case u32 = "U32"
    case f32 = "F32"
    case c64 = "C64"
    case f64 = "F64"
    case i64 = "I64"
    case u64 = "U64"

    /// Bits of one element.
    public var bits: Int {
        switch self {
        case .f4: 4
        case .f6E2M3, .f6E3M2: 6
        case .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: 8
        case .i16, .u16, .f16, .bf16: 16
        case .i32, .u32, .f32: 32
        case .c64, .f64, .i64, .u64: 64
        }
    }
}

/// What a file's header says of one tensor: its name, type, shape, and where its bytes lie.
public struct TensorInfo: Sendable, Hashable {
    /// The full name, as the file has it.
    public let name: String
    /// The type of the elements, once they are laid out in row-major order.
    public let type: StoredType
    /// Row-major dimensions, outermost first; empty for a scalar.
    public let shape: [Int]
    /// The byte range in the file, from the file's first byte.
    public let range: Range<Int>
    /// Which of the checkpoint's files the bytes are in; 0 where there is one.
    public let part: Int
    /// How the elements lie in these bytes.
    public let layout: Layout

    /// How elements lie in a file.
    public enum Layout: Sendable, Hashable {
        /// One after the other, the last axis fastest.
        case rowMajor
        /// With these distances between neighbours along each axis, in elements (PyTorch's strides);
        /// the first element comes first in the range.
        case strided([Int])
        /// In quantised blocks, the last axis fastest.
        case blocks(BlockType)
    }

    /// A tensor's description. The caller vouches that shape, type, layout and range agree.
    public init(
        name: String, type: StoredType, shape: [Int], range: Range<Int>, part: Int = 0,
        layout: Layout = .rowMajor
    ) {
        self.name = name
        self.type = type
        self.shape = shape
        self.range = range
        self.part = part
        self.layout = layout
    }

    /// Number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// The name of how it is stored: of the blocks where it is quantised, of the type otherwise.
    public var storage: String {
        if case .blocks(let type) = layout { type.rawValue } else { type.rawValue }
    }

    /// The same tensor in another part of a checkpoint.
    package func inPart(_ part: Int) -> TensorInfo {
        TensorInfo(
            name: name, type: type, shape: shape, range: range, part: part, layout: layout)
    }
}
