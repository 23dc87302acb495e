extension ScheduleKind {
    /// Every schedule, in the web UI's order.
    public static let all: [ScheduleKind] = [
        .automatic, .uniform, .karras, .exponential, .polyexponential, .sgmUniform, .klOptimal,
        .alignYourSteps, .simple, .normal, .ddim, .beta, .turbo, .alignYourStepsGITS,
        .alignYourSteps11, .alignYourSteps32,
    ]

    /// The sampler's own choice; where there is no sampler to ask, Uniform, and of a flow Simple.
    public static let automatic = ScheduleKind("automatic", "Automatic") { task in
        (task.table.process == .flow ? simple : uniform).levels(task)
    }

    // MARK: - By σ

    /// Evenly spaced ρth roots of σ: Karras et al. 2022, equation 5; ρ is 7.
    public static let karras = ScheduleKind("karras", "Karras", rho: 7) { task in
        let rho = task.rho(default: 7)
        let low = task.range.lowerBound.raised(to: 1 / rho)
        let high = task.range.upperBound.raised(to: 1 / rho)
        return Float.linearSpace(from: 0, to: 1, count: task.steps).map { share in
            (Float(high) + share * Float(low - high)).raised(to: Float(rho))
        } + [0]
    }

    /// Evenly spaced logarithms of σ.
    public static let exponential = ScheduleKind("exponential", "Exponential") { task in
        let (low, high) = (task.range.lowerBound.logarithm, task.range.upperBound.logarithm)
        return Float.linearSpace(from: Float(high), to: Float(low), count: task.steps)
            .map(\.exponential) + [0]
    }

    /// Logarithms of σ spaced by a power ρ, which is 1.
    public static let polyexponential = ScheduleKind(
        "polyexponential", "Polyexponential", rho: 1
    ) { task in
        let rho = Float(task.rho(default: 1))
        let (low, high) = (task.range.lowerBound.logarithm, task.range.upperBound.logarithm)
        return Float.linearSpace(from: 1, to: 0, count: task.steps).map { share in
            (share.raised(to: rho) * Float(high - low) + Float(low)).exponential
        } + [0]
    }

    /// Evenly spaced arc tangents of σ, the optimum for Gaussian data (Sabour et al. 2024); the last
    /// level is the lowest, and no 0 follows.
    public static let klOptimal = ScheduleKind("kl_optimal", "KL Optimal") { task in
        let (low, high) = (task.low.arcTangent, task.high.arcTangent)
        return (0...task.steps).map { step in
            let share = Float(step) / Float(task.steps)
            return (share * low + (1 - share) * high).tangent
        }
    }

    /// Levels spread as a Beta distribution's quantiles (Lee et al. 2024); taken over σ, as in the web
    /// UI, where others take them over timesteps.
    public static let beta = ScheduleKind("beta", "Beta", needsModel: true) { task in
        let (low, high) = (task.range.lowerBound, task.range.upperBound)
        let distribution = BetaDistribution(alpha: task.shapes.alpha, beta: task.shapes.beta)
        return (0..<task.steps).map { step in
            let share = 1 - Double(step) / Double(max(task.steps - 1, 1))
            return Float(low + distribution.quantile(share) * (high - low))
        } + [0]
    }

    // MARK: - By time

    /// Evenly spaced timesteps of the whole table.
    public static let uniform = ScheduleKind("uniform", "Uniform", needsModel: true) { task in
        let table = task.table
        return Float.linearSpace(from: Float(table.count - 1), to: 0, count: task.steps)
            .map(table.level(atTimestep:)) + [0]
    }

    /// Evenly spaced times, the last of them left out.
    public static let sgmUniform = ScheduleKind(
        "sgm_uniform", "SGM Uniform", aliases: ["SGMUniform"], needsModel: true
    ) { task in
        times(task, count: task.steps + 1).dropLast() + [0]
    }

    /// Evenly spaced times with both ends.
    public static let normal = ScheduleKind("normal", "Normal", needsModel: true) { task in
        times(task, count: task.steps) + [0]
    }

    private static func times(_ task: ScheduleTask, count: Int) -> [Float] {
        let (first, last) = (task.table.time(of: task.high), task.table.time(of: task.low))
        return Float.linearSpace(from: first, to: last, count: count)
            .map(task.table.level(atTime:))
    }

    /// The last timestep of each of as many equal parts of the table as there are steps.
    public static let turbo = ScheduleKind("turbo", "Turbo", needsModel: true) { task in
        let stride = Float(Double(task.table.count) / Double(task.steps))
        return (1...task.steps).reversed().map { step in
            let timestep = (Float(step) * stride - 1).rounded(.toNearestOrEven)
            return task.table.level(atTimestep: max(timestep, 0))
        } + [0]
    }

    // MARK: - By place in the table

    /// Entries of the model's table at even distances, down from the highest.
    public static let simple = ScheduleKind("simple", "Simple", needsModel: true) { task in
        let levels = task.table.levels
        let stride = Double(levels.count) / Double(task.steps)
        return (0..<task.steps).map { step in
            levels[levels.count - 1 - min(Int(Double(step) * stride), levels.count - 1)]
        } + [0]
    }

    /// Entries of the model's table at whole distances, up from the second: often one level more
    /// than there are steps.
    public static let ddim = ScheduleKind("ddim", "DDIM", needsModel: true) { task in
        let levels = task.table.levels
        let distance = max(levels.count / task.steps, 1)
        return stride(from: 1, to: levels.count, by: distance).reversed().map { levels[$0] } + [0]
    }
}
