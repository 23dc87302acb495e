/// A prompt read as the web UI's attention syntax: text with weights, and chunk breaks.
///
/// `(x)` weighs x by 1.1, `[x]` by 1/1.1, `(x:n)` by n; nested weights multiply. `\(` is a literal
/// bracket. Brackets left open extend to the end, closings without an opening are literal. The word
/// `BREAK` outside brackets closes a chunk; inside it is a word of negative weight. Takes time linear
/// in the length.
public struct AttentionPrompt: Sendable, Equatable {
    /// A run of text of one weight, or a break.
    public enum Part: Sendable, Equatable {
        /// Text and the finite factor of its attention (1 is neutral).
        case text(String, weight: Double)
        /// The end of a chunk of tokens.
        case chunkBreak
    }

    /// The number of brackets that may be open at once.
    public static let deepestNesting = 128

    /// The parts in order, at least one, neighbours of equal weight joined.
    public let parts: [Part]
    /// What is worth telling the writer, in order.
    public let notes: [PromptNote]

    /// Reads the syntax, unless `emphasis` is `.none`. Every text has a reading.
    ///
    /// With `.ignore` the parts have their weights nevertheless, for they are encoded one by one;
    /// ``PromptChunker`` makes 1 of them.
    public init(_ prompt: String, emphasis: EmphasisMode = .original) {
        self.init(LocatedText(prompt), emphasis: emphasis)
    }

    init(_ text: LocatedText, emphasis: EmphasisMode) {
        guard emphasis != .none else {
            self.init(literal: text.string)
            return
        }
        var reader = AttentionReader(text.scalars)
        reader.read()
        self.init(parts: reader.parts, notes: text.located(reader.notes.sorted))
    }

    /// The text as it stands, without syntax: one part of weight 1.
    public init(literal text: String) {
        self.init(parts: [.text(text, weight: 1)], notes: [])
    }

    private init(parts: [Part], notes: [PromptNote]) {
        self.parts = parts
        self.notes = notes
    }
}
