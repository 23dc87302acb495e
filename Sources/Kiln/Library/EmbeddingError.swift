public import Checkpoints

/// Why a file is no embedding.
public enum EmbeddingError: Error, Equatable, Sendable {
    /// It cannot be read as a checkpoint.
    case unreadable(CheckpointError)
    /// It does not hold the vectors of one word.
    case notOneWord(path: String, tensors: Int)
    /// The tensor is not made of vectors, or of too many or too long ones.
    case shape(path: String, tensor: String, [Int])
    /// The encoders' tensors hold different numbers of vectors.
    case unequalCounts(path: String, [Int])
    /// The tensor is stored in a type that vectors are not kept in.
    case type(path: String, tensor: String, StoredType)
    /// The tensor holds infinities or values that are no numbers.
    case notFinite(path: String, tensor: String)
}

extension EmbeddingError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .unreadable(let error):
            error.description
        case .notOneWord(let path, let tensors):
            "\(path) is no embedding: it holds \(tensors) tensors; an embedding holds one, or clip_l "
                + "and clip_g."
        case .shape(let path, let tensor, let shape):
            "\(path) is no embedding: its tensor \(Self.quoted(tensor)) has the shape \(shape); vectors "
                + "are [count, width] with 1 to \(EmbeddingFile.maximumCount) of at most "
                + "\(EmbeddingFile.maximumWidth)."
        case .unequalCounts(let path, let counts):
            "\(path) is a broken embedding: it holds "
                + counts.map(String.init).joined(separator: " and ")
                + " vectors for its encoders; the numbers must be equal."
        case .type(let path, let tensor, let type):
            "\(path) is no embedding: its tensor \(Self.quoted(tensor)) is stored as \(type.rawValue); "
                + "vectors are F32, F16, BF16 or F64."
        case .notFinite(let path, let tensor):
            "\(path) is a broken embedding: its tensor \(Self.quoted(tensor)) holds values that are no "
                + "finite numbers; train or download it again."
        }
    }

    /// A name out of a file, short and on one line.
    private static func quoted(_ name: String) -> String {
        "\"" + String(name.prefix(40)).printable + "\""
    }
}
