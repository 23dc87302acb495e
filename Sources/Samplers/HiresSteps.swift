/// The step arithmetic of a second pass: it runs the tail of a longer schedule.
///
/// A schedule of `steps / denoisingStrength` steps is made, and of it the last `steps` are run.
public struct HiresSteps: Sendable, Equatable {
    /// Steps that are run; 0 leaves the image as it is.
    public let steps: Int
    /// Length of the schedule; 0 where nothing is run.
    public let scheduleSteps: Int

    /// Steps of the schedule that are left out at its beginning.
    public var skipped: Int { scheduleSteps - steps }

    /// The place, among a timestep schedule's entries, of the one at which noise is put in: the web
    /// UI's `t_enc`.
    public var encoded: Int { max(steps - 1, 0) }

    /// The arithmetic for a pass.
    ///
    /// - Parameters:
    ///   - steps: how many steps to run.
    ///   - denoisingStrength: how much of the noise is put back, in 0...1. What is above .999 counts
    ///     as that; what is above 0 but below .001 counts as .001, so that no schedule is endless.
    public init(steps: Int, denoisingStrength: Double) {
        guard steps > 0, denoisingStrength > 0 else {
            (self.steps, scheduleSteps) = (0, 0)
            return
        }
        let length = Double(steps) / min(max(denoisingStrength, 0.001), 0.999)
        self.steps = steps
        scheduleSteps = max(Int(exactly: length.rounded(.down)) ?? steps, steps)
    }
}
