import Jobs

/// A store of some kind, as the conformance suite runs it.
struct Engine: Sendable, CustomStringConvertible {
    let description: String
    let open: @Sendable (Bench) throws -> any JobStore

    static let sqlite = Engine(description: "SQLite") { bench in
        try SQLiteJobStore(folder: bench.folder.path, clock: bench.clock.clock)
    }

    static let memory = Engine(description: "memory") { bench in
        MemoryJobStore(clock: bench.clock.clock)
    }

    /// All kinds of stores there are, and the model that says what they should do.
    static let all = [sqlite, memory]
}

/// A store under test with its clock.
struct Bench: Sendable {
    let clock = TestClock()
    let folder: TestFolder
    let lease = Duration.seconds(30)

    init(folder: TestFolder = TestFolder()) { self.folder = folder }

    /// A claim by a worker that has no model.
    func claim(
        _ store: any JobStore, by worker: String = "w", resident: Set<String> = []
    ) async throws -> Claim? {
        try await store.claim(by: WorkerID(worker), resident: resident, lease: lease)
    }
}

extension NewJob {
    /// A small job.
    static func test(
        _ name: String = "job", priority: Int = 0, images: Int = 1, affinity: [String] = []
    ) -> NewJob {
        var job = NewJob(
            document: Array(name.utf8), kind: "txt2img", owner: "someone", priority: priority,
            imageCount: images)
        job.summary = job.document
        job.affinity = affinity
        return job
    }
}

extension Job {
    /// What `NewJob.test` was called with.
    var name: String { String(decoding: summary, as: UTF8.self) }
}

extension NewImage {
    static func test(_ index: Int, _ role: ImageRole = .result) -> NewImage {
        var image = NewImage(index: index, role: role, width: 8, height: 6)
        image.infotext = "a cat\nSteps: 2"
        image.seed = 41 &+ Int64(index)
        return image
    }
}

extension JobStore {
    /// The kinds of a job's events in their order.
    func history(_ job: JobID) async throws -> [JobEvent.Kind] {
        try await events(of: job, after: 0, limit: 1000).map(\.kind)
    }
}
