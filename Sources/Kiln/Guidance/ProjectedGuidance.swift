import Torch

/// Adaptive projected guidance (Sadat et al. 2024, algorithm 1): the difference between the two sides
/// is damped along the conditional image, where it only makes colours stronger, cut to a length, and
/// joined with those before it.
public struct ProjectedGuidance: Sendable, Hashable {
    /// Share of the difference along the conditional image that is kept, η; 1 keeps all.
    public var parallel: Double
    /// Greatest length of the difference of a whole image, r; 0 has no limit.
    public var threshold: Double
    /// Factor of the differences before, β; negative values push away from them, 0 forgets them.
    public var momentum: Double

    /// The parameters; by default those that the authors give for SDXL.
    public init(parallel: Double = 0, threshold: Double = 15, momentum: Double = -0.5) {
        self.parallel = parallel
        self.threshold = threshold
        self.momentum = momentum
    }

    /// The guided image, and the difference to remember for the next call.
    ///
    /// - Parameters:
    ///   - conditional: one image, `[1, channels, rows, columns]`.
    ///   - unconditional: as `conditional`.
    ///   - scale: the guidance scale.
    ///   - last: what the call before gave to remember.
    func guided(
        _ conditional: Tensor, _ unconditional: Tensor, scale: Double, after last: Tensor?
    ) -> (image: Tensor, remembered: Tensor) {
        let difference = conditional - unconditional
        let running =
            if let last, momentum != 0 { difference + last * momentum } else { difference }
        var update = running
        if threshold > 0 {
            let length = (running * running).sum().sqrt
            update = running * (threshold / length).minimum(.full([], 1, device: length.device))
        }
        if parallel != 1 {
            let square = (conditional * conditional).sum()
            let share = (update * conditional).sum() / square.orTiny
            update = update - conditional * share * (1 - parallel)
        }
        return (conditional + update * (scale - 1), running)
    }
}

extension Tensor {
    /// A divisor that is never zero.
    var orTiny: Tensor { maximum(.full([], 1e-24, device: device)) }
}
