/// What a model's output means, in the σ frame (Karras et al. 2022, section 5; Salimans & Ho 2022
/// for v; Lipman et al. 2022 for flow).
public enum PredictionType: String, Sendable, Hashable, CaseIterable, Encodable,
    CustomStringConvertible
{
    /// The noise in the image.
    case epsilon
    /// The velocity between image and noise; with the table `NoiseTable(edmFrom:to:)` also that of
    /// EDM models such as CosXL.
    case v
    /// The residual of an EDM model whose data have a deviation of ½: Playground 2.5.
    case edm
    /// The direction from image to noise along a straight line.
    case flow

    /// What the noisy image is multiplied by before the model sees it: back to unit variance, but
    /// for a flow, whose images keep theirs.
    public func inputScale(_ sigma: Double) -> Double {
        self == .flow ? 1 : 1 / spread(sigma)
    }

    /// The denoised image.
    ///
    /// - Parameters:
    ///   - x: the noisy image, not scaled.
    ///   - output: what the model made of the scaled one.
    ///   - sigma: the noise level.
    public func denoised<X: Vector>(_ x: X, output: X, sigma: Double) -> X {
        switch self {
        case .epsilon, .flow: x - output * sigma
        case .v: x * kept(sigma) - output * (sigma * deviation / spread(sigma))
        case .edm: x * kept(sigma) + output * (sigma * deviation / spread(sigma))
        }
    }

    /// The symbol: "ε", "v", "EDM", "flow".
    public var description: String {
        switch self {
        case .epsilon: "ε"
        case .v: "v"
        case .edm: "EDM"
        case .flow: "flow"
        }
    }

    /// The data's standard deviation, σ_data.
    private var deviation: Double { self == .edm ? 0.5 : 1 }

    /// The noisy image's standard deviation.
    private func spread(_ sigma: Double) -> Double {
        (sigma * sigma + deviation * deviation).squareRoot()
    }

    /// The share of the noisy image that the denoised one keeps: `c_skip` of Karras et al.
    private func kept(_ sigma: Double) -> Double {
        deviation * deviation / (sigma * sigma + deviation * deviation)
    }
}
