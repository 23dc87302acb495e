/// Why a model file cannot be read.
public enum CheckpointError: Error, Sendable {
    /// The system cannot open or read the file.
    case unreadable(path: String, reason: String)
    /// The path leads to something that is not a file.
    case notAFile(path: String)
    /// The file is of a format that holds no tensors.
    case foreignFormat(path: String, format: FileFormat)
    /// The file breaks a rule of its format.
    case invalid(path: String, rule: any FormatRule)
    /// The file is not the one any more whose header was read.
    case changed(path: String)
}

extension CheckpointError: Equatable {
    /// Errors are equal if they say the same of the same file.
    public static func == (a: CheckpointError, b: CheckpointError) -> Bool {
        switch (a, b) {
        case (.unreadable(let a, let x), .unreadable(let b, let y)): a == b && x == y
        case (.notAFile(let a), .notAFile(let b)), (.changed(let a), .changed(let b)): a == b
        case (.foreignFormat(let a, let x), .foreignFormat(let b, let y)): a == b && x == y
        case (.invalid(let a, let x), .invalid(let b, let y)): a == b && x.equals(y)
        default: false
        }
    }
}

extension CheckpointError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)."
        case .notAFile(let path):
            "\(path) is not a file; give a model file."
        case .foreignFormat(let path, let format):
            "\(path) is \(format.title); \(format.advice)."
        case .invalid(let path, let rule):
            "\(path) is not a valid \(Self.kind(of: rule)): \(rule)."
        case .changed(let path):
            "\(path) was changed after its header was read; run again when it is complete."
        }
    }

    /// The rule's kind of file, without its article.
    private static func kind(of rule: some FormatRule) -> String {
        let words = type(of: rule).file.split(separator: " ", maxSplits: 1)
        return String(words.last ?? "")
    }
}
