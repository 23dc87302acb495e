/// The levels at which DPM++ SDE asks for the noise of a step: both ends, and half-way in the logarithm.
///
/// k-diffusion takes them through float32's logarithm and back, which moves an end by a bit now and
/// then. Brownian noise tells such levels apart.
public struct HalfStepLevels: Sendable, Equatable {
    /// The level that the step begins at.
    public let start: Double
    /// The level half-way.
    public let middle: Double
    /// The level that the step ends at.
    public let end: Double

    /// The levels of a step between two levels above 0.
    public init(from sigma: Double, to next: Double) {
        let (high, low) = (Float(sigma).logarithm, Float(next).logarithm)
        start = Double(high.exponential)
        middle = Double((high + (low - high) * 0.5).exponential)
        end = Double(low.exponential)
    }
}
