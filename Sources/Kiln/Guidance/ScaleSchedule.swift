import Foundation

/// How a guidance scale changes over a pass, in the web UI's extension for dynamic thresholding.
public struct ScaleSchedule: Sendable, Hashable {
    /// The shape of the change, by its name in the web UI.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        case constant = "Constant"
        case linearDown = "Linear Down"
        case cosineDown = "Cosine Down"
        case halfCosineDown = "Half Cosine Down"
        case linearUp = "Linear Up"
        case cosineUp = "Cosine Up"
        case halfCosineUp = "Half Cosine Up"
        case powerUp = "Power Up"
        case powerDown = "Power Down"
        case linearRepeating = "Linear Repeating"
        case cosineRepeating = "Cosine Repeating"
        case sawtooth = "Sawtooth"
    }

    /// The shape.
    public var mode: Mode
    /// The scale at the low end of the change.
    public var minimum: Double
    /// The power of the two powers, and how often the repeating ones repeat in a pass.
    public var value: Double

    /// A schedule.
    public init(_ mode: Mode, minimum: Double = 0, value: Double = 4) {
        self.mode = mode
        self.minimum = minimum
        self.value = value
    }

    /// No change.
    public static let constant = ScaleSchedule(.constant)

    /// The scale at a step, from 0, of a pass.
    func callAsFunction(_ scale: Double, step: Int, of total: Int) -> Double {
        guard mode != .constant else { return scale }
        let place = Double(step) / Double(max(total - 1, 1))
        return minimum + (scale - minimum) * share(at: place)
    }

    /// The half cosines go over one radian, as the extension's do, so they end at 0.54 and 0.46.
    private func share(at place: Double) -> Double {
        switch mode {
        case .constant: 1
        case .linearDown: 1 - place
        case .cosineDown: cos(place * .pi / 2)
        case .halfCosineDown: cos(place)
        case .linearUp: place
        case .cosineUp: 1 - cos(place * .pi / 2)
        case .halfCosineUp: 1 - cos(place)
        case .powerUp: pow(place, value)
        case .powerDown: 1 - pow(place, value)
        case .linearRepeating: abs(1 - 2 * (place * value).truncatingRemainder(dividingBy: 1))
        case .cosineRepeating: cos(place * 2 * .pi * value) / 2 + 0.5
        case .sawtooth: (place * value).truncatingRemainder(dividingBy: 1)
        }
    }
}
