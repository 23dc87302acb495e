/// A way to choose noise levels for a number of steps, under the web UI's names.
public struct ScheduleKind: Sendable, Hashable, Named {
    /// The name in requests: `karras`.
    public let name: String
    /// The name people read: "Karras".
    public let label: String
    /// Other names that requests may use.
    public let aliases: [String]

    private let levels: @Sendable (_ steps: Int, _ table: NoiseTable) -> [Float]

    /// A schedule.
    ///
    /// - Parameter levels: the levels of a positive number of steps, the last one included.
    init(
        _ name: String, _ label: String, aliases: [String] = [],
        levels: @escaping @Sendable (_ steps: Int, _ table: NoiseTable) -> [Float]
    ) {
        self.name = name
        self.label = label
        self.aliases = aliases
        self.levels = levels
    }

    /// The schedule that a request names, by name, label or alias in any case.
    public init(named name: String) throws(SamplerError) {
        guard let kind = Self.all.first(where: { $0.isCalled(name) }) else {
            throw .unknownSchedule(name, known: Self.all.map(\.label))
        }
        self = kind
    }

    /// The levels of so many steps over a model's range, 0 at the end; of none, the 0 alone.
    public func sigmas(steps: Int, table: NoiseTable) -> Sigmas {
        guard steps > 0, table.count > 0 else { return Sigmas([0]) }
        return Sigmas(levels(steps, table).map(Double.init))
    }

    var names: [String] { [name, label] + aliases }

    /// Whether both are the same schedule: names are unique.
    public static func == (a: ScheduleKind, b: ScheduleKind) -> Bool { a.name == b.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension ScheduleKind {
    /// Every schedule, in the web UI's order.
    public static let all: [ScheduleKind] = [.automatic, .uniform, .karras, .exponential, .simple]

    /// The sampler's own choice; where there is no sampler to ask, Uniform.
    public static let automatic = ScheduleKind("automatic", "Automatic", levels: uniform.levels)

    /// Evenly spaced timesteps.
    public static let uniform = ScheduleKind("uniform", "Uniform") { steps, table in
        Float.linearSpace(from: Float(table.count - 1), to: 0, count: steps).map(table.level) + [0]
    }

    /// Evenly spaced seventh roots of σ: Karras et al. 2022, equation 5 with ρ = 7.
    public static let karras = ScheduleKind("karras", "Karras") { steps, table in
        let (low, high) = (table.min.raised(to: 1 / 7), table.max.raised(to: 1 / 7))
        return Float.linearSpace(from: 0, to: 1, count: steps).map { share in
            (Float(high) + share * Float(low - high)).raised(to: 7)
        } + [0]
    }

    /// Evenly spaced logarithms of σ.
    public static let exponential = ScheduleKind("exponential", "Exponential") { steps, table in
        Float.linearSpace(
            from: Float(table.max.logarithm), to: Float(table.min.logarithm), count: steps
        ).map(\.exponential) + [0]
    }

    /// Entries of the model's table at even distances, down from the highest.
    public static let simple = ScheduleKind("simple", "Simple") { steps, table in
        let stride = Double(table.count) / Double(steps)
        return (0..<steps).map { step in
            table.levels[table.count - 1 - min(Int(Double(step) * stride), table.count - 1)]
        } + [0]
    }
}
