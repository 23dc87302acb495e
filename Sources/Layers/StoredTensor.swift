import Checkpoints
import Torch

extension MappedCheckpoint {
    /// A tensor as it is stored, on the CPU: over the file's bytes where they lie in row-major
    /// order, which stay mapped while it lives. Void if its elements are not numbers.
    func tensor(_ info: TensorInfo) -> Tensor {
        let elements = elements(of: info)
        // Of a type that is not computed with there are no values.
        guard let dtype = DType(info.type) else { return Tensor([Float](), shape: [1]) }
        return Tensor(
            borrowing: elements.bytes, shape: info.shape, dtype: dtype, keeping: elements)
    }
}

extension DType {
    /// The type that a file's element type is computed from; `nil` where there is none.
    init?(_ stored: StoredType) {
        switch stored {
        case .f64: self = .float64
        case .f32: self = .float32
        case .f16: self = .float16
        case .bf16: self = .bfloat16
        case .f8E4M3: self = .float8E4M3
        case .f8E5M2: self = .float8E5M2
        case .i64: self = .int64
        case .i32: self = .int32
        case .i16: self = .int16
        case .i8: self = .int8
        case .u8: self = .uint8
        case .u16: self = .uint16
        case .u32: self = .uint32
        case .u64: self = .uint64
        case .bool: self = .bool
        case .f8E4M3FNUZ: self = .float8E4M3FNUZ
        case .f8E5M2FNUZ: self = .float8E5M2FNUZ
        case .f8E8M0: self = .float8E8M0
        case .f4, .f6E2M3, .f6E3M2, .c64: return nil
        }
    }
}
