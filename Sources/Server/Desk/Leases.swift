import Jobs

/// The leases that are out, as the desk knows them, each with the life of the worker that it went to.
struct Leases {
    private var leases: [JobID: (lease: Lease, life: String?)] = [:]

    /// The jobs that workers hold.
    var jobs: [JobID] { Array(leases.keys) }

    /// All of them.
    var all: [Lease] { leases.values.map(\.lease) }

    /// How many there are.
    var count: Int { leases.count }

    /// A job was lent.
    mutating func add(_ lease: Lease, life: String?) { leases[lease.job] = (lease, life) }

    /// Whether a lease is out.
    func contains(_ lease: Lease) -> Bool { leases[lease.job]?.lease == lease }

    /// A lease has ended.
    mutating func remove(_ lease: Lease) {
        if contains(lease) { leases[lease.job] = nil }
    }

    /// Those of one life of a worker.
    func held(by worker: String, life: String) -> [Lease] {
        leases.values.filter { $0.lease.worker.description == worker && $0.life == life }
            .map(\.lease)
    }
}
