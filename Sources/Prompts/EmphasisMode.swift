/// How a prompt's attention syntax is read, and how its weights act on an encoder's output z.
///
/// The arithmetic is the text conditioner's; m are the weights of the tokens.
public enum EmphasisMode: String, Sendable, Hashable, CaseIterable {
    /// No syntax: brackets, weights and `BREAK` are text.
    case none = "None"
    /// The syntax is read and its weights are 1; `BREAK` breaks.
    case ignore = "Ignore"
    /// z·m, brought back to the mean of z. The web UI's default.
    case original = "Original"
    /// z·m.
    case noNorm = "No norm"

    /// The mode of a name as the web UI's option and infotext spell it, in any case; `nil` if there
    /// is none.
    public init?(named name: String) {
        let name = name.lowercased()
        guard let mode = Self.allCases.first(where: { $0.name.lowercased() == name }) else {
            return nil
        }
        self = mode
    }

    /// The name in the web UI's option and infotext.
    public var name: String { rawValue }
}
