/// Why a model file cannot be read.
public enum CheckpointError: Error, Equatable, Sendable {
    /// The system cannot open or read the file.
    case unreadable(path: String, reason: String)
    /// The path leads to something that is not a file.
    case notAFile(path: String)
    /// The file is of another format than safetensors.
    case foreignFormat(path: String, format: FileFormat)
    /// The file breaks a rule of the safetensors format.
    case invalid(path: String, rule: BrokenRule)
    /// The file is not the one any more whose header was read.
    case changed(path: String)
}

extension CheckpointError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)."
        case .notAFile(let path):
            "\(path) is not a file; give a .safetensors file."
        case .foreignFormat(let path, let format):
            "\(path) is \(format.title); \(format.advice)."
        case .invalid(let path, let rule):
            "\(path) is not a valid safetensors file: \(rule)."
        case .changed(let path):
            "\(path) was changed after its header was read; run again when it is complete."
        }
    }
}
