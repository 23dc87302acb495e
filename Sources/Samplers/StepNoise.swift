/// The noise that a sampler may ask for on its way; asked only where the result depends on it or
/// where the web UI's generators would move on.
public struct StepNoise<X> {
    private let fresh: () throws -> X
    private let increment: (_ sigma: Double, _ next: Double) throws -> X

    /// A source.
    ///
    /// - Parameters:
    ///   - draw: the next value of every image's generator: mean 0, variance 1.
    ///   - between: the increment of a Brownian path over σ, divided by its deviation:
    ///     `(W(next) − W(σ)) / √|σ − next|` for falling levels, as k-diffusion has it.
    public init(
        draw: @escaping () throws -> X,
        between: @escaping (_ sigma: Double, _ next: Double) throws -> X
    ) {
        fresh = draw
        increment = between
    }

    /// Fresh unit noise.
    public func draw() throws -> X { try fresh() }

    /// The unit noise of a path between two levels. The levels asked for may overlap: what is drawn
    /// between them is consistent.
    public func between(_ sigma: Double, _ next: Double) throws -> X { try increment(sigma, next) }
}
