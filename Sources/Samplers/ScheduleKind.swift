/// A way to choose noise levels for a number of steps, under the web UI's names.
public struct ScheduleKind: Sendable, Hashable, Named {
    /// What the web UI's API tells of a schedule.
    public struct Info: Sendable, Hashable {
        /// The name in requests: `karras`.
        public let name: String
        /// The name people read: "Karras".
        public let label: String
        /// Other names that requests may use.
        public let aliases: [String]
        /// The exponent where none is set; −1 where there is none to set.
        public let defaultRho: Double
        /// Whether the levels depend on the model's table and not on its range alone.
        public let needsInnerModel: Bool
    }

    /// What is told of it.
    public let info: Info

    let levels: @Sendable (ScheduleTask) -> [Float]

    /// A schedule.
    ///
    /// - Parameter levels: the levels of a positive number of steps, the last one included.
    init(
        _ name: String, _ label: String, aliases: [String] = [], rho: Double = -1,
        needsModel: Bool = false, levels: @escaping @Sendable (ScheduleTask) -> [Float]
    ) {
        info = Info(
            name: name, label: label, aliases: aliases, defaultRho: rho,
            needsInnerModel: needsModel)
        self.levels = levels
    }

    /// The schedule that a request names, by name, label or alias in any case.
    public init(named name: String) throws(SamplerError) {
        guard let kind = Self.all.first(where: { $0.isCalled(name) }) else {
            throw .unknownSchedule(name, known: Self.all.map(\.label))
        }
        self = kind
    }

    /// The name in requests: `karras`.
    public var name: String { info.name }
    /// The name people read: "Karras".
    public var label: String { info.label }
    /// Other names that requests may use.
    public var aliases: [String] { info.aliases }

    /// The levels of so many steps over a model's range; of none, a 0 alone.
    ///
    /// They fall to 0, but those of KL Optimal to the model's lowest. DDIM may have a few steps
    /// more than were asked for. A flow's levels are at most 1, whatever the schedule.
    public func sigmas(
        steps: Int, table: NoiseTable, options: ScheduleOptions = ScheduleOptions()
    ) -> Sigmas {
        guard steps > 0, table.count > 0 else { return Sigmas([0]) }
        let task = ScheduleTask(steps: steps, table: table, options: options)
        return Sigmas(levels(task).map(Double.init))
    }

    var names: [String] { [name, label] + aliases }

    /// Whether both are the same schedule: names are unique.
    public static func == (a: ScheduleKind, b: ScheduleKind) -> Bool { a.name == b.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
