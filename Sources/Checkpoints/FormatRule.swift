/// The rule of a file format that a file breaks, and where.
///
/// Each format has a type of its own whose cases are its rules. A description says what is wrong
/// and what would be right, without the file's name and without a full stop; what it quotes from the
/// file is short and free of control characters.
public protocol FormatRule: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of file, with its article: "a safetensors file".
    static var file: String { get }
}

extension FormatRule {
    /// Whether another rule is this one.
    func equals(_ other: any FormatRule) -> Bool { other as? Self == self }
}
