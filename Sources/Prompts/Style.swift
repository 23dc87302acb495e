/// A named text that is put around prompts: a row of the web UI's `styles.csv`.
///
/// Where a text contains `{prompt}` the prompt goes there; otherwise the text follows the prompt
/// behind a comma.
public struct Style: Sendable, Hashable {
    /// What takes the place of the prompt in a style's text.
    public static let placeholder = "{prompt}"

    /// The most bytes that a prompt may come to with its styles.
    public static let longestPrompt = 4 << 20

    /// The name, as it is in the file.
    public let name: String
    /// The text for prompts.
    public let prompt: String
    /// The text for negative prompts.
    public let negativePrompt: String

    /// A style of two texts.
    public init(name: String, prompt: String, negativePrompt: String = "") {
        self.name = name
        self.prompt = prompt
        self.negativePrompt = negativePrompt
    }

    /// The style's text for a role.
    public func text(for role: PassPrompt.Role) -> String {
        role == .positive ? prompt : negativePrompt
    }
}

extension Collection where Element == Style {
    /// A prompt, hires prompt or negative prompt with these styles, one after the other.
    ///
    /// - Throws: `PromptError.styledPromptTooLong`, if it would come to more than
    ///   ``Style/longestPrompt`` bytes.
    public func applied(
        to prompt: String, _ role: PassPrompt.Role = .positive
    ) throws(PromptError) -> String {
        var styled = prompt
        for style in self { styled = try style.applied(to: styled, role) }
        return styled
    }
}

extension Style {
    /// The prompt with this style's text. What is blank has no comma.
    fileprivate func applied(
        to prompt: String, _ role: PassPrompt.Role
    ) throws(PromptError) -> String {
        let text = text(for: role)
        let pieces = text.unicodeScalars.pieces(around: Self.placeholder)
        let room = Self.longestPrompt - min(text.utf8.count, Self.longestPrompt)
        guard prompt.utf8.count <= room / max(pieces.count - 1, 1) else {
            throw .styledPromptTooLong(style: name)
        }
        if pieces.count > 1 { return pieces.joined(separator: prompt) }
        return [prompt, text].map { String(Array($0.unicodeScalars)[...].trimmed) }
            .filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

extension String.UnicodeScalarView {
    /// What stands between the occurrences of a word.
    func pieces(around word: String) -> [String] {
        let word = Array(word.unicodeScalars)
        var pieces: [String] = []
        var rest = Array(self)[...]
        var piece: [Unicode.Scalar] = []
        while let first = rest.first {
            if rest.starts(with: word) {
                pieces.append(String(piece))
                piece = []
                rest = rest.dropFirst(word.count)
            } else {
                piece.append(first)
                rest = rest.dropFirst()
            }
        }
        return pieces + [String(piece)]
    }
}
