/// One image of a job.
public struct ImagePlan: Sendable, Equatable {
    /// Its place in the job, from 0.
    public let index: Int
    /// Seed of its noise, in all passes.
    public let seed: Int
    /// Seed of the noise that is mixed into it, which counts where ``Plan/variation`` has a strength.
    public let subseed: Int
    /// What steers each pass.
    private let texts: [PassPlan.Role: PassText]

    /// An image.
    ///
    /// - Parameter texts: what steers each pass of the plan.
    package init(index: Int, seed: Int, subseed: Int, texts: [PassPlan.Role: PassText]) {
        self.index = index
        self.seed = seed
        self.subseed = subseed
        self.texts = texts
    }

    /// What steers its first pass.
    public var first: PassText { text(of: .first) }
    /// What steers its hires pass; of an image that has none, the first pass's text.
    public var hires: PassText { text(of: .hires) }

    /// What steers one of its passes.
    public func text(of role: PassPlan.Role) -> PassText {
        texts[role] ?? texts[.first] ?? .empty
    }
}
