/// Whether what workers hand in could be kept, as it was when it was looked at last.
struct DiskState {
    /// For so long what was seen holds.
    private static let validity = Duration.seconds(1)

    private var isFit = true
    private var lookedAt: ContinuousClock.Instant?

    /// How it is; `nil` if it is to be looked at.
    func known(at now: ContinuousClock.Instant) -> Bool? {
        guard let lookedAt, now - lookedAt < Self.validity else { return nil }
        return isFit
    }

    /// It was looked at.
    ///
    /// - Returns: whether it has changed.
    mutating func learn(_ isFit: Bool, at now: ContinuousClock.Instant) -> Bool {
        defer { (self.isFit, lookedAt) = (isFit, now) }
        return isFit != self.isFit
    }
}
