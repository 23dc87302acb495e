/// The step arithmetic of img2img: which tail of a schedule is run.
public struct ImageToImageSteps: Sendable, Equatable {
    /// Steps that are run; 0 leaves the image as it is.
    public let steps: Int
    /// Length of the schedule; 0 where nothing is run.
    public let scheduleSteps: Int

    /// Steps of the schedule that are left out at its beginning.
    public var skipped: Int { scheduleSteps - steps }

    /// The place, among a timestep schedule's entries, of the one at which noise is put in: the web
    /// UI's `t_enc`.
    public var encoded: Int { max(steps - 1, 0) }

    /// The arithmetic for a request.
    ///
    /// - Parameters:
    ///   - steps: the request's steps.
    ///   - denoisingStrength: how much of the noise is put back, in 0...1; what is above .999 counts
    ///     as that.
    ///   - exact: the web UI's "do exactly the amount of steps the slider specifies": the schedule is
    ///     made longer, as a second pass's is. Else the schedule has the request's steps and its
    ///     share of them is run, and one more: even where the strength is 0.
    public init(steps: Int, denoisingStrength: Double, exact: Bool = false) {
        if exact || steps <= 0 {
            let hires = HiresSteps(steps: steps, denoisingStrength: denoisingStrength)
            (self.steps, scheduleSteps) = (hires.steps, hires.scheduleSteps)
        } else {
            let share = denoisingStrength > 0 ? min(denoisingStrength, 0.999) : 0
            (self.steps, scheduleSteps) = (Int(share * Double(steps)) + 1, steps)
        }
    }
}
