@testable import Jobs

/// A random walk through what can be done with a store, and all that the store said on the way.
///
/// What is done next depends on the seed and on what was said, so two stores that agree walk the same
/// way. Names of jobs and images are written as the order in which they came up.
struct Walk {
    private let bench: Bench
    private var store: any JobStore
    private let restart: (any JobStore) async throws -> any JobStore
    private var random: SeededGenerator
    private var jobs: [JobID] = []
    private var images: [ImageID] = []
    private var leases: [Lease] = []
    private var names: [String: String] = [:]
    private(set) var lines: [String] = []

    init(
        seed: UInt64, _ bench: Bench, _ store: any JobStore,
        restart: @escaping (any JobStore) async throws -> any JobStore
    ) {
        self.bench = bench
        self.store = store
        self.restart = restart
        random = SeededGenerator(seed: seed)
    }

    mutating func run(steps: Int) async throws {
        for _ in 0..<steps { try await step() }
        try await lookAtAll()
    }

    private mutating func step() async throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: await accept()
        case 18..<36: await claim()
        case 36..<50: await addImage()
        case 50..<56: await keepFirstPass()
        case 56..<70: await endAttempt()
        case 70..<75: await touchJob()
        case 75..<80: await heartbeat()
        case 80..<90: await letTimePass()
        case 90..<93: await retain()
        case 93..<98: await look()
        default: try await restartStore()
        }
    }

    // MARK: Clients

    private mutating func accept() async {
        var job = NewJob.test(
            "job \(jobs.count)", priority: Int.random(in: -2...2, using: &random),
            images: Int.random(in: 1...2, using: &random),
            affinity: Array(["x", "y"].shuffled(using: &random).prefix(random.chance(50) ? 1 : 2)))
        if random.chance(20) { job.idempotencyKey = random.pick(["k", "l"]) }
        if random.chance(20) {
            let bytes = [UInt8.random(in: 0..<4, using: &random)]
            if random.chance(70) { await say("input") { try await $0.putInput(bytes) } }
            job.inputs = [BlobID(of: bytes)]
        }
        let new = job
        if let job = await say("accept", { try await $0.accept(new) }) { jobs.append(job.id) }
    }

    private mutating func touchJob() async {
        guard let job = random.pick(jobs) else { return }
        let priority = Int.random(in: -3...3, using: &random)
        if random.chance(50) {
            await say("cancel") { try await $0.cancel(job) }
        } else {
            await say("priority") { try await $0.setPriority(priority, of: job) }
        }
    }

    private mutating func look() async {
        let filter = JobFilter(states: random.chance(50) ? [.queued, .running] : nil)
        await say("depth") { store in
            let depth = try await store.queueDepth()
            return [depth.models["x"] ?? 0, depth.models["y"] ?? 0, depth.withoutModel]
        }
        await say("list") { try await $0.jobs(filter, before: nil, limit: 5) }
        if let job = random.pick(jobs) {
            await say("place") { try await $0.position(of: job) }
            await say("job") { try await $0.job(job) }
        }
        if let image = random.pick(images) { await say("bytes") { try await $0.bytes(of: image) } }
    }

    private mutating func lookAtAll() async throws {
        await say("counts") { store in
            let counts = try await store.counts()
            return JobState.allCases.map { counts[$0] } + [counts.accepted, counts.removed]
        }
        for job in jobs {
            await say("job") { try await $0.job(job) }
            await say("document") { try await $0.document(of: job) }
            await say("events") { try await $0.events(of: job, after: 0, limit: 100) }
            await say("images") { try await $0.images(of: job) }
            await say("first passes") { try await $0.firstPasses(of: job) }
        }
        for image in images { await say("bytes") { try await $0.bytes(of: image) } }
    }

    // MARK: Workers

    private mutating func claim() async {
        let worker = WorkerID("w\(Int.random(in: 0..<3, using: &random))")
        let resident: Set<String> = random.chance(50) ? ["x"] : ["y"]
        let claim = await say("claim") { store in
            try await store.claim(by: worker, resident: resident, lease: .seconds(30))
        }
        if let lease = claim??.lease { leases.append(lease) }
    }

    /// Mostly a late lease, sometimes one that is long lost.
    private mutating func anyLease() -> Lease? {
        random.pick(random.chance(80) ? leases.suffix(4) : leases)
    }

    private mutating func addImage() async {
        guard let lease = anyLease() else { return }
        let image = NewImage.test(
            Int.random(in: 0..<2, using: &random), random.chance(80) ? .result : .firstPass)
        let bytes = [UInt8](
            repeating: random.chance(80) ? 1 : 2, count: Int.random(in: 1...2, using: &random))
        let stored = await say("add") { try await $0.add(image, bytes: bytes, lease) }
        if let stored, !images.contains(stored.id) { images.append(stored.id) }
    }

    private mutating func keepFirstPass() async {
        guard let lease = anyLease() else { return }
        let (index, value) = (
            Int.random(in: 0..<2, using: &random), UInt8(random.chance(80) ? 1 : 2)
        )
        await say("first pass") { try await $0.keepFirstPass(index, bytes: [value], lease) }
    }

    private mutating func heartbeat() async {
        guard let lease = anyLease() else { return }
        await say("heartbeat") { try await $0.heartbeat(lease, lease: .seconds(30)) }
    }

    private mutating func endAttempt() async {
        guard let lease = anyLease() else { return }
        let failure = JobFailure(reason: "trap", detail: "trapped.")
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: await say("complete") { try await $0.complete(lease) }
        case 4..<6: await say("fail") { try await $0.fail(lease, failure, retry: true) }
        case 6: await say("give up") { try await $0.fail(lease, failure, retry: false) }
        case 7: await say("cancelled") { try await $0.cancelled(lease) }
        case 8: await say("note") { try await $0.note("a remark", lease) }
        default: await say("release") { try await $0.release(lease) }
        }
    }

    // MARK: Time

    private mutating func letTimePass() async {
        bench.clock.advance(.milliseconds(Int.random(in: 1...20, using: &random) * 500))
        if random.chance(10) { bench.clock.advance(.seconds(61)) }
        if random.chance(10) { bench.clock.advance(.seconds(601)) }
        if random.chance(10) {
            bench.clock.jump(Int64.random(in: -9...9, using: &random) * 10_000_000)
        }
        await say("expire") { Set(try await $0.expireLeases().map(\.description)).count }
    }

    private mutating func retain() async {
        let bounds = [nil, 0, 2, 5]
        let policy = RetentionPolicy(
            images: random.pick(bounds) ?? nil, bytes: random.pick(bounds) ?? nil,
            age: random.chance(30) ? .seconds(30) : nil, jobs: random.chance(20) ? 4 : nil,
            rowBytes: random.chance(20) ? 8000 : nil)
        await say("retain") { try await $0.retain(policy) }
    }

    private mutating func restartStore() async throws {
        // A clock that is wrong at a start is another test's.
        bench.clock.settle()
        store = try await restart(store)
        await say("recover") { try await $0.recover().requeued.count }
    }

    // MARK: -

    /// Does something and writes down what was said.
    @discardableResult
    private mutating func say<Answer>(
        _ what: String, _ call: (any JobStore) async throws -> Answer
    ) async -> Answer? {
        do {
            let answer = try await call(store)
            lines.append("\(what): \(withoutNames("\(answer)"))")
            return answer
        } catch JobStoreError.invalid {
            lines.append("\(what): invalid")
        } catch {
            lines.append("\(what): \(withoutNames("\(error)"))")
        }
        return nil
    }

    /// The text with each random name replaced by the order in which it came up.
    private mutating func withoutNames(_ text: String) -> String {
        text.replacing(#/[a-z2-7]{26}/#) { match in
            let name = String(match.output)
            if names[name] == nil { names[name] = "#\(names.count)" }
            return names[name] ?? ""
        }
    }
}
