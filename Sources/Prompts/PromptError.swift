/// Why the CLIP vocabulary, a file of styles, or a style could not be used.
public enum PromptError: Error, Equatable, CustomStringConvertible {
    /// No vocabulary stands at any of the places looked at.
    case vocabularyNotFound(lookedAt: [String])
    /// The file at `path` could not be read.
    case vocabularyUnreadable(path: String, reason: String)
    /// The bytes are not CLIP's merges; `reason` says what was expected.
    case notAVocabulary(reason: String)
    /// The file of styles at `path` could not be read.
    case stylesUnreadable(path: String, reason: String)
    /// The bytes are no file of styles; `reason` says what is wrong with them.
    case notAStyleFile(reason: String)
    /// A style repeats the prompt until it is longer than ``Style/longestPrompt``.
    case styledPromptTooLong(style: String)

    /// What is wrong and what to do, in one sentence.
    public var description: String {
        switch self {
        case .vocabularyNotFound(let places):
            "The CLIP vocabulary \(CLIPVocabulary.fileName) is missing; install it with `make setup`"
                + " or name it in \(CLIPVocabulary.environmentVariable)"
                + " (looked at \(places.joined(separator: ", ")))."
        case .vocabularyUnreadable(let path, let reason):
            "The CLIP vocabulary \(path) cannot be read (\(reason));"
                + " install it again with `make setup`."
        case .notAVocabulary(let reason):
            "The file is not CLIP's \(CLIPVocabulary.fileName): \(reason);"
                + " install it again with `make setup`."
        case .stylesUnreadable(let path, let reason):
            "The styles in \(path) cannot be read: \(reason)."
        case .notAStyleFile(let reason):
            "The file is no styles.csv: \(reason);"
                + " one begins with the line name,prompt,negative_prompt."
        case .styledPromptTooLong(let style):
            "With the style \"\(excerpt(style.unicodeScalars))\" the prompt has more than"
                + " \(Style.longestPrompt >> 20) MiB; use it once, or with a shorter prompt."
        }
    }
}
