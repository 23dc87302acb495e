/// The timesteps of DDIM, PLMS and UniPC, which go by them and not by σ: rising, each one above a
/// multiple of an equal stride.
public struct TimestepSchedule: Sendable, Equatable {
    /// The timesteps; a walk goes through them from the last to the first.
    public let values: [Int]

    private init(_ values: [Int]) { self.values = values }

    /// The timesteps of so many steps: at least as many, more where the stride is cut; of none, none.
    ///
    /// - Parameters:
    ///   - steps: how many steps.
    ///   - count: how many timesteps the model knows.
    public init(steps: Int, of count: Int = 1000) {
        guard steps > 0, count > 0 else {
            values = []
            return
        }
        values = stride(from: 0, to: count, by: max(count / steps, 1)).map {
            min($0 + 1, count - 1)
        }
    }

    /// The timesteps' levels in a model's table, falling; the last one is not 0.
    public func sigmas(table: NoiseTable) -> Sigmas {
        let known = values.filter(table.levels.indices.contains)
        return Sigmas(known.reversed().map { Double(table.levels[$0]) })
    }

    /// What img2img and a second pass run: the timestep at which noise is put in, and those below it.
    /// The walk begins with the first of those, one lower than the noise.
    ///
    /// - Parameter encoded: `ImageToImageSteps.encoded`.
    /// - Returns: `nil` where there are no timesteps.
    public func tail(encoded: Int) -> (start: Int, schedule: TimestepSchedule)? {
        guard let last = values.indices.last else { return nil }
        let place = min(max(encoded, 0), last)
        return (values[place], TimestepSchedule(Array(values[..<place])))
    }
}
