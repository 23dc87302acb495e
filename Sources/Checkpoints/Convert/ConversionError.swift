/// Why a model cannot be converted.
public enum ConversionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is a file where the result would go.
    case exists(path: String)
    /// The result would replace a file that it is made from.
    case replacesInput(path: String)
    /// The system cannot write the file.
    case cannotWrite(path: String, reason: String)
    /// The original layout has no place for a tensor.
    case unknownTensor(String, file: String)
    /// Two tensors would get the same name.
    case duplicateTensor(String, file: String)
    /// A tensor does not have the shape, or the type, that its place in the original layout needs.
    case unfitTensor(String, file: String)
    /// A tensor's bytes are more or fewer than its shape and type need.
    case wrongByteCount(tensor: String, byteCount: Int, expected: Int)

    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .exists(let path):
            "\(path) exists; give another name, or --force to replace it."
        case .replacesInput(let path):
            "\(path) is what would be read; give another name for the result."
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written: \(reason)."
        case .unknownTensor(let tensor, let file):
            "\(file) has a tensor \(quoted(tensor)) for which the original Stable Diffusion layout "
                + "has no name; SD 1.x, SD 2.x and SDXL can be converted."
        case .duplicateTensor(let tensor, let file):
            "\(file) has two tensors that would both be called \(quoted(tensor))."
        case .unfitTensor(let tensor, let file):
            "\(quoted(tensor)) in \(file) does not have the shape and type that its place in the "
                + "original Stable Diffusion layout needs."
        case .wrongByteCount(let tensor, let count, let expected):
            "\(quoted(tensor)) came out with \(count) bytes, and its shape and type need \(expected)."
        }
    }
}
