/// What a model's output means, in the σ frame (Karras et al. 2022, section 5; Salimans & Ho 2022
/// for v).
public enum PredictionType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// The noise in the image.
    case epsilon
    /// The velocity between image and noise.
    case v

    /// What the noisy image is multiplied by before the model sees it: back to unit variance.
    public func inputScale(_ sigma: Double) -> Double { 1 / (sigma * sigma + 1).squareRoot() }

    /// The denoised image.
    ///
    /// - Parameters:
    ///   - x: the noisy image, not scaled.
    ///   - output: what the model made of the scaled one.
    ///   - sigma: the noise level.
    public func denoised<X: Vector>(_ x: X, output: X, sigma: Double) -> X {
        switch self {
        case .epsilon:
            x - output * sigma
        case .v:
            x * (1 / (sigma * sigma + 1)) - output * (sigma / (sigma * sigma + 1).squareRoot())
        }
    }

    /// The symbol: "ε", "v".
    public var description: String {
        switch self {
        case .epsilon: "ε"
        case .v: "v"
        }
    }
}
