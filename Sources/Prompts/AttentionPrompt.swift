/// A prompt read as the web UI's attention syntax: text with weights, and chunk breaks.
///
/// `(x)` weighs x by 1.1, `[x]` by 1/1.1, `(x:n)` by n; nested weights multiply. `\(` is a literal
/// bracket. Brackets left open extend to the end, closings without an opening are literal. The word
/// `BREAK` outside brackets closes a chunk.
public struct AttentionPrompt: Sendable, Equatable {
    /// A run of text of one weight, or a break.
    public enum Part: Sendable, Equatable {
        /// Text and the finite factor of its attention (1 is neutral).
        case text(String, weight: Double)
        /// The end of a chunk of tokens.
        case chunkBreak
    }

    /// Something in the prompt that was taken otherwise than its writer may have meant.
    public enum Note: Sendable, Hashable, CustomStringConvertible {
        /// `(x:n)` whose n is not a number; it was read as text.
        case notANumber(String)
        /// A bracket nested deeper than ``AttentionPrompt/deepestNesting``; it was read as text.
        case nestedTooDeeply
        /// `BREAK` inside brackets, which does not break but is a word (of negative weight), as in
        /// the web UI.
        case breakInsideBrackets

        /// How it was read and how to write it, in one sentence.
        public var description: String {
            switch self {
            case .notANumber(let text):
                "The weight \":\(text)\" is not a number and was read as text;"
                    + " a weight is written like (word:1.2)."
            case .nestedTooDeeply:
                "Brackets nested deeper than \(deepestNesting) were read as text."
            case .breakInsideBrackets:
                "BREAK inside brackets is an ordinary word; close the brackets before it."
            }
        }
    }

    /// The number of brackets that may be open at once.
    public static let deepestNesting = 128

    /// The parts in order, at least one, neighbours of equal weight joined.
    public let parts: [Part]
    /// What is worth telling the writer, each once, in order.
    public let notes: [Note]

    /// Reads the syntax. Every text has a reading.
    public init(_ prompt: String) {
        var reader = AttentionReader()
        reader.read(prompt)
        (parts, notes) = reader.result()
    }

    /// The text as it stands, without syntax: one part of weight 1.
    public init(literal text: String) {
        parts = [.text(text, weight: 1)]
        notes = []
    }
}
