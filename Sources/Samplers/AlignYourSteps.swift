/// Noise levels that were optimised for a family and a number of steps.
struct OptimisedLevels {
    /// Falling, without the final 0.
    let sd: [Double]
    /// Falling, without the final 0.
    let sdxl: [Double]

    /// The levels of any number of steps: as many as the table has are the table, others are
    /// interpolated in their logarithm. One step takes the highest.
    ///
    /// A flow has no table. It gets the family's levels at equal ratios of noise to signal,
    /// `σ / (1 + σ)`, after its own highest.
    func callAsFunction(_ task: ScheduleTask) -> [Float] {
        let table = task.options.family == .sdxl ? sdxl : sd
        var levels = task.steps == table.count ? table : interpolated(table, count: task.steps)
        if task.table.process == .flow {
            levels = [task.table.max] + levels.dropFirst().map { $0 / (1 + $0) }
        }
        return levels.map { Float($0) } + [0]
    }

    private func interpolated(_ table: [Double], count: Int) -> [Double] {
        let logarithms = table.map(\.logarithm)
        return (0..<count).map { step in
            let place = Double(step) / Double(max(count - 1, 1)) * Double(table.count - 1)
            let low = min(Int(place), table.count - 2)
            let share = place - Double(low)
            return (logarithms[low] + share * (logarithms[low + 1] - logarithms[low])).exponential
        }
    }
}

extension ScheduleKind {
    /// The ten steps that Sabour et al. 2024 found best.
    public static let alignYourSteps = ScheduleKind(
        "align_your_steps", "Align Your Steps", levels: OptimisedLevels.eleven.callAsFunction)

    /// The ten steps of GITS (Chen et al. 2024).
    public static let alignYourStepsGITS = ScheduleKind(
        "align_your_steps_GITS", "Align Your Steps GITS",
        levels: OptimisedLevels.gits.callAsFunction)

    /// Align Your Steps under the name of its number of levels.
    public static let alignYourSteps11 = ScheduleKind(
        "align_your_steps_11", "Align Your Steps 11", levels: OptimisedLevels.eleven.callAsFunction)

    /// The same method's 32 levels.
    public static let alignYourSteps32 = ScheduleKind(
        "align_your_steps_32", "Align Your Steps 32",
        levels: OptimisedLevels.thirtyTwo.callAsFunction)
}

extension OptimisedLevels {
    fileprivate static let eleven = OptimisedLevels(
        sd: [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029],
        sdxl: [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029])

    fileprivate static let gits = OptimisedLevels(
        sd: [14.615, 4.617, 2.507, 1.236, 0.702, 0.402, 0.240, 0.156, 0.104, 0.094, 0.029],
        sdxl: [14.615, 4.734, 2.567, 1.529, 0.987, 0.652, 0.418, 0.268, 0.179, 0.127, 0.029])

    fileprivate static let thirtyTwo = OptimisedLevels(
        sd: [
            14.615, 11.23951352, 8.64363081, 6.64729424, 5.57250862, 4.71648546, 3.99196065,
            3.5195609, 3.13490466, 2.79228788, 2.48773628, 2.21663865, 1.97508351, 1.7793172,
            1.61475335, 1.46540953, 1.314849, 1.16642497, 1.03475547, 0.91573744, 0.80748169,
            0.71202361, 0.621739, 0.53065202, 0.4529096, 0.37491455, 0.27461819, 0.2011529,
            0.14105873, 0.06682881, 0.03166121, 0.015,
        ],
        sdxl: [
            14.615, 11.1491618, 8.50522127, 6.48827151, 5.43707402, 4.60398619, 3.89854704,
            3.27407457, 2.74396527, 2.29968659, 1.95448514, 1.67108715, 1.42878152, 1.23181009,
            1.06789649, 0.92579443, 0.80290886, 0.69660121, 0.60436903, 0.52852552, 0.46773344,
            0.41393379, 0.36258186, 0.31008517, 0.26518925, 0.22326461, 0.17653877, 0.13959192,
            0.10587381, 0.05519369, 0.02877334, 0.015,
        ])
}
