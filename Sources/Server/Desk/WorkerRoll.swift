import Synchronization
import WorkerAPI

/// The workers that have asked for jobs: when they were heard of, which of them wait for one, what they take
/// of their machines' memory, and whether they have let go of their models when they were asked to.
final class WorkerRoll: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What is known of one worker.
    private struct Entry {
        /// Its questions for a job that are open.
        var questions = 0
        /// Which life of the worker asked last, and its how manieth question that was.
        var life: String?
        var number = 0
        /// When it was heard of last.
        var heard: Instant
        /// Whether its process has ended.
        var isGone = false
        /// The number of the last unloading that it has done.
        var unloaded: Int?
        var device = ""
        var resident: [String] = []
        var memory = WorkerMemory()

        /// Whether it waits for a job, or was heard of within a time.
        func isHeard(within time: Duration, of now: Instant) -> Bool {
            questions > 0 || now - heard < time
        }
    }

    private struct Roll {
        var entries: [String: Entry] = [:]
        /// The number of the last unloading that was asked for.
        var unloading: Int?
        /// Where workers compute or have computed.
        var devices: Set<String> = []
    }

    private let roll = Mutex(Roll())
    /// Rings when a worker asks for a job.
    let questions = Bell()
    /// Workers of other machines are never said to be gone.
    private static let limit = 1000
    /// How long a worker that says nothing counts as one that is there.
    private static let presence = Duration.seconds(60)
    private let now: @Sendable () -> Instant

    /// - Parameter now: the clock.
    init(now: @escaping @Sendable () -> Instant = { .now }) { self.now = now }

    /// A worker asks for a job.
    ///
    /// - Returns: the question's number, for ``isLatest(_:_:)``.
    @discardableResult
    func begin(_ request: ClaimRequest) -> Int {
        defer { questions.ring() }
        let now = now()
        return roll.withLock { roll in
            if roll.entries.count >= Self.limit {
                roll.entries = roll.entries.filter {
                    $0.value.isHeard(within: Self.presence, of: now)
                }
            }
            var entry = roll.entries[request.worker] ?? Entry(heard: now)
            entry.isGone = false
            entry.questions += 1
            entry.number += 1
            entry.life = request.life
            (entry.heard, entry.unloaded) = (now, request.unloaded)
            entry.device = request.device
            entry.resident = request.resident
            entry.memory.take(request.memory)
            if roll.devices.count < Self.limit { roll.devices.insert(entry.device) }
            roll.entries[request.worker] = entry
            return entry.number
        }
    }

    /// Whether a worker waits for the answer to a question: not if the same life of it has asked again
    /// since.
    func isLatest(_ number: Int, _ request: ClaimRequest) -> Bool {
        roll.withLock { roll in
            guard let entry = roll.entries[request.worker], let life = request.life else {
                return true
            }
            return entry.life != life || entry.number == number
        }
    }

    /// A worker's question for a job has ended.
    func end(_ worker: String) {
        let now = now()
        roll.withLock { roll in
            guard roll.entries[worker]?.isGone == false else { return }
            roll.entries[worker]?.questions -= 1
            roll.entries[worker]?.heard = now
        }
    }

    /// A worker that has a job tells what it takes of its machine's memory.
    func hear(_ worker: String, _ memory: WorkerMemory?) {
        let now = now()
        roll.withLock { roll in
            roll.entries[worker]?.heard = now
            roll.entries[worker]?.memory.take(memory)
        }
    }

    /// Workers that were heard of within a minute. One whose process has ended counts until then: another
    /// takes its place.
    var count: Int {
        let now = now()
        return roll.withLock { roll in
            roll.entries.values.count { $0.isHeard(within: Self.presence, of: now) }
        }
    }

    /// Those of some workers, given with the moments of their starts, that have no job and of which nothing
    /// was heard for a time.
    func silent(
        _ started: [String: Instant], besides busy: Set<String>, for time: Duration
    ) -> [String] {
        let now = now()
        return roll.withLock { roll in
            started.filter { worker, start in
                guard !busy.contains(worker), now - start >= time else { return false }
                return roll.entries[worker]?.isHeard(within: time, of: now) != true
            }.map(\.key)
        }
    }

    /// Whether a worker has asked for a job, and is not gone.
    func knows(_ worker: String) -> Bool {
        roll.withLock { $0.entries[worker]?.isGone == false }
    }

    /// What all workers of a device together take of their machines' memory, for each device where
    /// there is a worker or was one. A worker that was not heard of for a minute takes nothing.
    var memory: [String: WorkerMemory] {
        let now = now()
        return roll.withLock { roll in
            var sums: [String: WorkerMemory] = [:]
            for device in roll.devices { sums[device] = WorkerMemory(process: 0, models: 0) }
            for entry in roll.entries.values
            where !entry.isGone && entry.isHeard(within: Self.presence, of: now) {
                sums[entry.device, default: WorkerMemory()].add(entry.memory)
            }
            return sums
        }
    }

    /// A worker as it has told of itself.
    struct Seen: Sendable {
        var name: String
        /// Which life of it asked for a job last.
        var life: String?
        var device: String
        /// The models that it had in memory when it asked for a job last.
        var resident: [String]
        var memory: WorkerMemory
    }

    /// The workers that were heard of within a minute, by their names.
    var seen: [Seen] {
        let now = now()
        return roll.withLock { roll in
            roll.entries.filter {
                !$0.value.isGone && $0.value.isHeard(within: Self.presence, of: now)
            }
            .map { name, entry in
                Seen(
                    name: name, life: entry.life, device: entry.device, resident: entry.resident,
                    memory: entry.memory)
            }.sorted { $0.name < $1.name }
        }
    }

    /// A worker is gone.
    ///
    /// - Returns: whether it had asked for a job.
    func remove(_ worker: String) -> Bool {
        defer { questions.ring() }
        return roll.withLock { roll in
            guard roll.entries[worker]?.isGone == false else { return false }
            roll.entries[worker]?.isGone = true
            roll.entries[worker]?.questions = 0
            return true
        }
    }

    // MARK: Unloading

    /// Asks all workers to let go of their models; gives the number of it. Numbers ascend, and those of
    /// one server's life are not those of the one before.
    func unload() -> Int {
        roll.withLock { roll in
            let number = roll.unloading.map { $0 + 1 } ?? Int.random(in: 1...1 << 40)
            roll.unloading = number
            return number
        }
    }

    /// The unloading that a worker has not done yet.
    func unloading(dueFor request: ClaimRequest) -> Int? {
        roll.withLock { $0.unloading == request.unloaded ? nil : $0.unloading }
    }

    /// Whether all workers that wait for a job have done an unloading, those aside that are busy.
    func hasUnloaded(_ number: Int, besides busy: Set<String>) -> Bool {
        let now = now()
        return roll.withLock { roll in
            roll.entries.allSatisfy { name, entry in
                entry.isGone || !entry.isHeard(within: .seconds(2), of: now)
                    || busy.contains(name) || (entry.unloaded ?? 0) >= number
            }
        }
    }
}

extension WorkerMemory {
    /// Takes what is told now; what is not told stays.
    fileprivate mutating func take(_ news: WorkerMemory?) {
        if let bytes = news?.process { process = max(bytes, 0) }
        if let bytes = news?.models { models = max(bytes, 0) }
    }

    /// Adds another worker's. A sum that is too large for a number is as large as one can be.
    fileprivate mutating func add(_ other: WorkerMemory) {
        process = Self.sum(process, other.process)
        models = Self.sum(models, other.models)
    }

    private static func sum(_ one: Int?, _ other: Int?) -> Int {
        let (sum, overflows) = (one ?? 0).addingReportingOverflow(other ?? 0)
        return overflows ? .max : sum
    }
}
