/// A sampler under the web UI's names, with the schedule it prefers.
public struct SamplerKind: Sendable, Hashable, Named {
    /// The name people read and requests use: "DPM++ 2M".
    public let name: String
    /// Other names that requests may use: `k_dpmpp_2m`.
    public let aliases: [String]
    /// What "Automatic" means for this sampler.
    public let defaultSchedule: ScheduleKind

    private let sampler: any Sampler

    init(
        _ name: String, aliases: [String], schedule: ScheduleKind = .uniform,
        sampler: any Sampler
    ) {
        self.name = name
        self.aliases = aliases
        defaultSchedule = schedule
        self.sampler = sampler
    }

    /// The sampler that a request names, by name or alias in any case.
    public init(named name: String) throws(SamplerError) {
        guard let kind = Self.all.first(where: { $0.isCalled(name) }) else {
            throw .unknownSampler(name, known: Self.all.map(\.name))
        }
        self = kind
    }

    /// The schedule that runs where this one was asked for.
    public func schedule(for requested: ScheduleKind) -> ScheduleKind {
        requested == .automatic ? defaultSchedule : requested
    }

    /// Walks an image along noise levels; see `Sampler`.
    public func sample<X: Vector>(
        _ x: X, along sigmas: Sigmas, noise: () throws -> X,
        denoise: (X, _ sigma: Double) throws -> X
    ) rethrows -> X {
        try sampler(x, along: sigmas, noise: noise, denoise: denoise)
    }

    var names: [String] { [name] + aliases }

    /// Whether both are the same sampler: names are unique.
    public static func == (a: SamplerKind, b: SamplerKind) -> Bool { a.name == b.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension SamplerKind {
    /// Every sampler, in the web UI's order.
    public static let all: [SamplerKind] = [.dpmSolver2M, .eulerAncestral, .euler]

    /// DPM-Solver++(2M).
    public static let dpmSolver2M = SamplerKind(
        "DPM++ 2M", aliases: ["k_dpmpp_2m"], schedule: .karras, sampler: DPMSolver2M())

    /// Euler ancestral.
    public static let eulerAncestral = SamplerKind(
        "Euler a", aliases: ["k_euler_a", "k_euler_ancestral"], sampler: EulerAncestral())

    /// Euler.
    public static let euler = SamplerKind("Euler", aliases: ["k_euler"], sampler: Euler())

    /// The sampler and the schedule that two names mean.
    ///
    /// A sampler's name may end in a schedule's, as older web UIs wrote it: "DPM++ 2M Karras". That
    /// schedule is taken over the other.
    public static func resolve(
        sampler: String, scheduler: String
    ) throws(SamplerError) -> (sampler: SamplerKind, schedule: ScheduleKind) {
        if !all.contains(where: { $0.isCalled(sampler) }), let both = split(sampler) { return both }
        return (try SamplerKind(named: sampler), try ScheduleKind(named: scheduler))
    }

    private static func split(_ name: String) -> (sampler: SamplerKind, schedule: ScheduleKind)? {
        for schedule in ScheduleKind.all {
            for ending in schedule.names.map({ " " + $0.lowercased() })
            where name.lowercased().hasSuffix(ending) {
                let rest = String(name.dropLast(ending.count))
                if let kind = all.first(where: { $0.isCalled(rest) }) { return (kind, schedule) }
            }
        }
        return nil
    }
}
