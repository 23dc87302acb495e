public import Prompts

/// How prompts are read and encoded, the same in all passes of a job.
public struct TextSettings: Sendable, Hashable {
    /// Layers of the text encoder to leave out, plus one: 1 uses the last layer.
    public var clipSkip = 1
    /// How the weights of `(word:1.2)` act.
    public var emphasis = EmphasisMode.original
    /// Whether `#` begins a comment.
    public var readsComments = true
    /// Whether `[a:b:2]` is read as versions of the web UI before 1.6 did.
    public var usesOldEditing = false
    /// Whether `<lora:name:1>` is a tag without effect.
    public var ignoresNetworks = false

    /// The web UI's defaults.
    public init() {}
}
