/// Something in a prompt that was read otherwise than its writer may have meant, and where it stands.
public struct PromptNote: Sendable, Hashable, CustomStringConvertible {
    /// What was found.
    public enum Kind: Sendable, Hashable {
        // Attention
        /// `(x:n)` whose n is not a number; it was read as text.
        case notANumber(String)
        /// A bracket nested deeper than ``AttentionPrompt/deepestNesting``; it was read as text.
        case nestedTooDeeply
        /// A bracket that is never closed; it acts up to the end.
        case neverClosed(Unicode.Scalar)
        /// A closing bracket without an opening one; it was read as text.
        case neverOpened(Unicode.Scalar)
        /// `BREAK` inside brackets, which does not break but is a word (of negative weight).
        case breakInsideBrackets

        // Prompt editing
        /// Square brackets with colons that are no prompt editing, of which this is the beginning;
        /// they were read as text.
        case notEditing(String)
        /// Prompt editing whose end is part of a run of stray brackets and colons; it was read as
        /// text.
        case editingBesideStrays
        /// A `|` outside of `[a|b]`; no prompt editing was done.
        case loneBar
        /// A backslash at the end of the text or of a line; no prompt editing was done.
        case loneBackslash

        // Composition
        /// A part between `AND` whose text ends with a colon and no number; it was read as text.
        case partWeightNotANumber(String)
        /// A prompt without `AND` that ends with `:n`; all of it is weighed.
        case wholePromptWeighed(String)
        /// `AND` inside brackets, which it cuts apart.
        case andInsideBrackets
        /// Nothing on one side of `AND`; the empty prompt was composed.
        case emptyPart

        // Extra networks
        /// A tag that was not followed, or not in all.
        case network(NetworkFault, tag: String)
    }

    /// What is wrong with an extra-network tag.
    public enum NetworkFault: Error, Sendable, Hashable {
        /// A strength that is no finite number; the tag was ignored.
        case notANumber(String)
        /// A LoRA without a name; the tag was ignored.
        case unnamed
        /// An argument without meaning here, such as `dyn=4`; the tag was followed without it.
        case ignoredArgument(String)
        /// A hypernetwork; the tag was ignored.
        case hypernetwork
        /// A kind of network that does not exist; the tag was ignored.
        case unknownKind(String)
        /// A tag in a negative prompt; it was read as text.
        case inNegativePrompt
    }

    /// How many notes a reader gives at most: the first in the prompt.
    public static let mostNotes = 32

    /// What was found.
    public let kind: Kind
    /// Where: the number of Unicode scalars before it in the prompt.
    public let position: Int

    /// A note on what stands at a position.
    public init(_ kind: Kind, at position: Int) {
        self.kind = kind
        self.position = position
    }

    /// Where it stands, how it was read and how to write it, in one sentence.
    public var description: String { "Position \(position): \(kind)" }
}

/// Notes as they are found: each once, and not without end.
struct PromptNotes {
    private var told: Set<PromptNote> = []

    mutating func append(_ kind: PromptNote.Kind, at position: Int) {
        append(PromptNote(kind, at: position))
    }

    mutating func append(_ note: PromptNote) {
        // Readers may find an earlier one later, so that more are kept than will be told.
        guard told.count < 4 * PromptNote.mostNotes else { return }
        told.insert(note)
    }

    mutating func append(contentsOf notes: some Sequence<PromptNote>) {
        for note in notes { append(note) }
    }

    /// The first in the order of the prompt.
    var sorted: [PromptNote] {
        let ordered = told.map { (note: $0, sentence: $0.description) }
            .sorted { ($0.note.position, $0.sentence) < ($1.note.position, $1.sentence) }
        return ordered.prefix(PromptNote.mostNotes).map(\.note)
    }
}
