@testable import Jobs

/// Workers at one queue, event by event, on a clock that jumps from one event to the next.
///
/// Each worker holds two models, and gives up the one that it used least lately. One that waits asks
/// when a job arrives and every second, as the server does for it.
struct Simulation {
    /// In which way a worker is given a job.
    enum Manner: Sendable {
        /// The job that came first.
        case firstComeFirstServed
        /// By the order in which the store gives them.
        case claimOrder
    }

    /// What came of it.
    struct Outcome: Sendable {
        /// How long each job waited until it was claimed, in milliseconds, ascending.
        let waits: [Int64]
        /// The share of the uses of a model that found it in the worker's memory.
        let warmHits: Double

        /// The time within which such a share of the jobs was claimed, in seconds.
        func wait(_ share: Double) -> Double {
            Double(waits[min(waits.count - 1, Int(share * Double(waits.count)))]) / 1000
        }
    }

    private struct Worker {
        let id: WorkerID
        /// The models that it holds, that which was used last at the end.
        var models: [String] = []
        /// When it is done with its job, in milliseconds; `nil` if it has none.
        var end: Int64?
    }

    /// How long reading a model takes, in milliseconds.
    private static let loading: Int64 = 10_000
    private static let room = 2

    private let manner: Manner
    private let book = WorkerBook()
    private var workers: [Worker]
    private var queue: [Mix.Job] = []
    private var random: SeededGenerator
    private var now: Int64 = 0
    private var claims = 0
    private var (uses, hits) = (0, 0)
    private var waits: [Int64] = []

    private init(_ manner: Manner, workers count: Int, seed: UInt64) {
        self.manner = manner
        workers = (0..<count).map { Worker(id: WorkerID("worker \($0)")) }
        random = SeededGenerator(seed: seed)
    }

    /// Lets workers do all jobs of a stream.
    static func run(
        _ jobs: [Mix.Job], _ manner: Manner, workers: Int, seed: UInt64
    ) -> Outcome {
        var simulation = Simulation(manner, workers: workers, seed: seed)
        var rest = jobs[...]
        while let time = simulation.next(rest.first) {
            simulation.now = time
            while let job = rest.first, job.arrival <= time {
                simulation.queue.append(job)
                rest.removeFirst()
            }
            simulation.step()
        }
        return Outcome(
            waits: simulation.waits.sorted(),
            warmHits: Double(simulation.hits) / Double(simulation.uses))
    }

    /// When something happens next: a job comes, a worker is done, or one that waits asks again.
    private func next(_ job: Mix.Job?) -> Int64? {
        let ends = workers.compactMap(\.end)
        let asksAgain = !queue.isEmpty && ends.count < workers.count
        return (ends + [job?.arrival, asksAgain ? now + 1000 : nil].compactMap(\.self)).min()
    }

    private mutating func step() {
        for place in workers.indices where workers[place].end.map({ $0 <= now }) ?? false {
            workers[place].end = nil
            book.finishes(workers[place].id, at: .milliseconds(now))
        }
        for worker in workers where worker.end == nil {
            book.asks(worker.id, holding: Set(worker.models), at: .milliseconds(now))
        }
        // Who of those that wait is heard first is chance.
        for place in workers.indices.shuffled(using: &random) where workers[place].end == nil {
            ask(place)
        }
    }

    private mutating func ask(_ place: Int) {
        guard let choice = choice(for: workers[place]) else { return }
        let job = queue.remove(at: choice)
        claims += 1
        waits.append(now - job.arrival)
        var end = now
        for (model, work) in zip(job.models, job.work) {
            uses += 1
            if let known = workers[place].models.firstIndex(of: model) {
                hits += 1
                workers[place].models.remove(at: known)
            } else {
                end += Self.loading
            }
            workers[place].models = workers[place].models.suffix(Self.room - 1) + [model]
            end += work
        }
        workers[place].end = end
        book.takes(workers[place].id, job.models, until: .milliseconds(end) + .seconds(30))
    }

    /// The place in the queue of the job that a worker is given, as the store finds it.
    private func choice(for worker: Worker) -> Int? {
        guard manner == .claimOrder else { return queue.isEmpty ? nil : 0 }
        let order = ClaimOrder(
            resident: Set(worker.models),
            elsewhere: book.holders(besides: worker.id, at: .milliseconds(now)), now: now)
        if claims % ClaimOrder.fairTurn == ClaimOrder.fairTurn - 1, let oldest = queue.first,
            order.hasWaitedTooLong(since: oldest.arrival)
        {
            return 0
        }
        let candidates = queue.prefix(ClaimOrder.lookAhead).map { job in
            ClaimOrder.Candidate(
                number: job.number, priority: 0, queuedAt: job.arrival, model: job.models.first,
                following: job.models.dropFirst().first)
        }
        guard let first = order.first(of: candidates) else { return nil }
        return queue.firstIndex { $0.number == first.number }
    }
}
