/// A prompt of a job, with what belongs to its images alone. `nil` means "as the request says".
public struct PromptRequest: Sendable, Hashable, ExpressibleByStringLiteral {
    /// What to show.
    public var text: String
    /// What not to show.
    public var negativePrompt: String?
    /// Prompt of the second pass; empty means ``text``.
    public var hiresPrompt: String?
    /// Negative prompt of the second pass; empty means the first pass's.
    public var hiresNegativePrompt: String?
    /// Seed of its first image, 0…2⁶³-1; a negative number draws one.
    public var seed: Int?
    /// Seed of the noise that is mixed into its first image's, likewise.
    public var subseed: Int?
    /// Guidance scale.
    public var cfgScale: Double?
    /// Guidance scale of the second pass.
    public var hiresCfgScale: Double?

    /// A prompt that leaves the rest to the request.
    public init(_ text: String) { self.text = text }

    /// A prompt that leaves the rest to the request.
    public init(stringLiteral text: String) { self.init(text) }
}
