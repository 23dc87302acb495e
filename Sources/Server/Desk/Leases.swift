import Jobs

/// The leases that are out, as the desk knows them.
struct Leases {
    /// A lease with what belongs to it.
    private struct Loan {
        let lease: Lease
        /// The life of the worker that it went to.
        let life: String?
        /// The files that came with the job, by their names in the store.
        var inputs: Set<String> = []
    }

    private var loans: [JobID: Loan] = [:]

    /// The jobs that workers hold.
    var jobs: [JobID] { Array(loans.keys) }

    /// All of them.
    var all: [Lease] { loans.values.map(\.lease) }

    /// How many there are.
    var count: Int { loans.count }

    /// A job was lent.
    mutating func add(_ lease: Lease, life: String?) {
        loans[lease.job] = Loan(lease: lease, life: life)
    }

    /// Files belong to a job that was lent.
    mutating func lend(_ inputs: Set<String>, under lease: Lease) {
        if contains(lease) { loans[lease.job]?.inputs = inputs }
    }

    /// Whether a lease is out.
    func contains(_ lease: Lease) -> Bool { loans[lease.job]?.lease == lease }

    /// Whether a file belongs to a job that was lent.
    func has(_ input: String, under lease: Lease) -> Bool {
        contains(lease) && loans[lease.job]?.inputs.contains(input) == true
    }

    /// A lease has ended.
    ///
    /// - Returns: whether it was out.
    mutating func remove(_ lease: Lease) -> Bool {
        guard contains(lease) else { return false }
        loans[lease.job] = nil
        return true
    }

    /// The life of the worker that a lease went to.
    func life(of lease: Lease) -> String? { contains(lease) ? loans[lease.job]?.life : nil }

    /// Those of one life of a worker.
    func held(by worker: String, life: String) -> [Lease] {
        loans.values.filter { $0.lease.worker.description == worker && $0.life == life }
            .map(\.lease)
    }
}
