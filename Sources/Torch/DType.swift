/// The type of a tensor's elements.
public enum DType: Int, CaseIterable, Hashable, Sendable {
    case float32, float16, bfloat16, float64
    case int64, int32, int16, int8, uint8, bool
    case float8E4M3, float8E5M2
    /// Types to read from files; little can be computed with them.
    case uint64, uint32, uint16, float8E4M3FNUZ, float8E5M2FNUZ, float8E8M0

    /// The bytes that one element occupies.
    public var size: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool, .float8E4M3, .float8E5M2, .float8E4M3FNUZ, .float8E5M2FNUZ,
            .float8E8M0:
            1
        }
    }

    /// Whether the elements have a fraction.
    public var isFloatingPoint: Bool {
        switch self {
        case .float64, .float32, .float16, .bfloat16, .float8E4M3, .float8E5M2, .float8E4M3FNUZ,
            .float8E5M2FNUZ, .float8E8M0:
            true
        case .int64, .int32, .int16, .int8, .uint8, .bool, .uint64, .uint32, .uint16: false
        }
    }

    /// The name that libtorch's C ABI has for it, as in `aoti_torch_dtype_float32`.
    var symbol: String {
        switch self {
        case .float8E4M3: "float8_e4m3fn"
        case .float8E5M2: "float8_e5m2"
        case .float8E4M3FNUZ: "float8_e4m3fnuz"
        case .float8E5M2FNUZ: "float8_e5m2fnuz"
        case .float8E8M0: "float8_e8m0fnu"
        default: "\(self)"
        }
    }
}
