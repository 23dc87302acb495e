import Torch

/// Other weights for the two things that a UNet joins on its way up: backbone features, whose first
/// half of channels is amplified, and skip features, whose lowest frequencies are scaled (Si et al.
/// 2023, equations 4 to 7).
///
/// It works where the backbone has four times or twice the first level's channels, as in the
/// authors' program and the web UI.
public struct FreeU: Sendable, Hashable {
    /// How backbone features are amplified.
    public enum Version: Int, Sendable, Hashable, CaseIterable {
        /// Everywhere alike, as in the paper's first version.
        case one = 1
        /// By the features' mean at each place, from 1 at its least to the factor at its greatest.
        case two
    }

    /// Factor of the backbone where it has four times the first level's channels.
    public var b1: Double
    /// Factor of the backbone where it has twice the first level's channels.
    public var b2: Double
    /// Factor of the skip's lowest frequencies beside `b1`.
    public var s1: Double
    /// Factor of the skip's lowest frequencies beside `b2`.
    public var s2: Double
    /// How backbone features are amplified.
    public var version: Version

    /// The factors; by default those that the authors give for SDXL and SD 1.x in the second version.
    public init(
        b1: Double = 1.3, b2: Double = 1.4, s1: Double = 0.9, s2: Double = 0.2,
        version: Version = .two
    ) {
        (self.b1, self.b2, self.s1, self.s2) = (b1, b2, s1, s2)
        self.version = version
    }

    /// Backbone and skip features as they are to be joined.
    ///
    /// - Parameters:
    ///   - backbone: `[batch, channels, rows, columns]`.
    ///   - skip: features of the way down, of the same rows and columns.
    ///   - width: channels of the first level.
    func callAsFunction(
        _ backbone: Tensor, _ skip: Tensor, width: Int
    ) -> (backbone: Tensor, skip: Tensor) {
        switch backbone.dim(1) {
        case 4 * width: (amplified(backbone, b1), Self.lowPassScaled(skip, by: s1))
        case 2 * width: (amplified(backbone, b2), Self.lowPassScaled(skip, by: s2))
        default: (backbone, skip)
        }
    }

    private func amplified(_ x: Tensor, _ factor: Double) -> Tensor {
        let half = x.dim(1) / 2
        let first = x.narrowed(1, from: 0, count: half)
        let rest = x.narrowed(1, from: half, count: x.dim(1) - half)
        switch version {
        case .one:
            return .concatenated([first * factor, rest], dim: 1)
        case .two:
            let mean = x.to(.float32).mean(1, keepingDims: true)
            let least = mean.amin(1, 2, 3, keepingDims: true)
            let span = mean.amax(1, 2, 3, keepingDims: true) - least
            // A map of one value, such as one of one place, has no span and stays as it is.
            let share = (mean - least) / span.maximum(.full([], 1e-12, device: x.device))
            let amplified = first * (share * (factor - 1) + 1).to(x.dtype)
            return .concatenated([amplified, rest], dim: 1)
        }
    }

    /// The map with the frequencies 0 and -1 of each direction scaled, and the imaginary part that
    /// this leaves dropped, as the authors' program does.
    static func lowPassScaled(_ x: Tensor, by factor: Double) -> Tensor {
        let rows = LowFrequencies(length: x.dim(2), device: x.device)
        let columns = LowFrequencies(length: x.dim(3), device: x.device)
        let wide = x.to(.float32)
        let waves = rows.waves.transposed(0, 1).matmul(wide).matmul(columns.waves)
        let turned = rows.turn.matmul(waves).matmul(columns.turn.transposed(0, 1))
        let low = rows.waves.matmul(waves - turned).matmul(columns.waves.transposed(0, 1))
        let places = Double(x.dim(2) * x.dim(3))
        return (wide + low * ((factor - 1) / places)).to(x.dtype)
    }
}

/// The Fourier transform of one direction for the frequencies 0 and -1 alone, in real numbers.
///
/// With w the columns of `waves` (1, cos 2πy/n, sin 2πy/n), the two frequencies' part of a signal x
/// is `(w wᵀ + i w J wᵀ) x / n`, where J is `turn`.
private struct LowFrequencies {
    /// `[length, 3]`; of one place, which has the frequency 0 only, `[1, 1]`.
    let waves: Tensor
    /// `[3, 3]`, or `[1, 1]`.
    let turn: Tensor

    init(length: Int, device: Device) {
        guard length > 1 else {
            waves = .full([1, 1], 1, device: device)
            turn = .zeros([1, 1], device: device)
            return
        }
        let places = Tensor.arange(length, device: device).to(.float32)
        let angles = places * (2 * Double.pi / Double(length))
        waves = .stacked([.full([length], 1, device: device), angles.cos, angles.sin], dim: 1)
        turn = Tensor([0, 0, 0, 0, 0, 1, 0, -1, 0], shape: [3, 3], device: device)
    }
}
