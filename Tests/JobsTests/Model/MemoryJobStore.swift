@testable import Jobs

/// A second writing of the store's promises, as plainly as they can be said: lists in memory.
actor MemoryJobStore: JobStore {
    struct Entry {
        var job: Job
        var document: [UInt8]?
        var queuedAt: Duration
        var runAfter: Duration
        var endedAt: Duration?
        var leaseEnd: Duration?
        var inputs: [BlobID]
        var events: [JobEvent] = []
        var images: [StoredImage] = []
        var firstPasses: [Int: [UInt8]] = [:]
    }

    let clock: StoreClock
    /// All jobs in the order of their numbers.
    var entries: [Entry] = []
    var contents: [ImageID: [UInt8]] = [:]
    var inputs: [BlobID: (bytes: [UInt8], putAt: Duration)] = [:]
    var accepted = 0
    var removed = 0
    var claims = 0
    /// What each worker holds, and until when it is taken for alive.
    var workers: [WorkerID: (models: Set<String>, end: Duration)] = [:]

    init(clock: StoreClock) { self.clock = clock }

    var now: Duration { clock.elapsed() }
    var wall: Int64 { clock.unixMilliseconds() }

    // MARK: Clients

    func enqueue(_ new: NewJob) throws(JobStoreError) -> (job: Job, isNew: Bool) {
        try checkPriority(new.priority)
        guard new.summary.count <= 8192 else { throw .invalid("summary") }
        guard (1...100_000).contains(new.imageCount) else { throw .invalid("images") }
        let texts = [new.kind, new.owner, new.idempotencyKey ?? ""] + new.affinity
        guard !texts.joined().utf8.contains(0) else { throw .invalid("zero") }
        if let key = new.idempotencyKey,
            let known = entries.first(where: {
                $0.job.owner == new.owner && $0.job.idempotencyKey == key
            })
        {
            return (known.job, false)
        }
        if let limit = new.queueShare,
            queue.count(where: { entries[$0].job.owner == new.owner }) >= limit
        {
            throw .shareFull(owner: new.owner, limit: limit)
        }
        for input in new.inputs where inputs[input] == nil { throw .noInput(input) }
        accepted += 1
        let job = Job(
            id: .random(), number: Int64(accepted), state: .queued, attempt: 0, failures: 0,
            worker: nil, priority: new.priority, createdAt: wall, startedAt: nil, finishedAt: nil,
            kind: new.kind, owner: new.owner, imageCount: new.imageCount, summary: new.summary,
            affinity: new.affinity, idempotencyKey: new.idempotencyKey, cancelRequested: false,
            failure: nil, notes: new.notes)
        entries.append(
            Entry(
                job: job, document: new.document, queuedAt: now, runAfter: now, inputs: new.inputs))
        append(.accepted, at: entries.count - 1)
        return (job, true)
    }

    func job(_ id: JobID) throws(JobStoreError) -> Job { entries[try place(id)].job }

    func document(of id: JobID) throws(JobStoreError) -> [UInt8] {
        guard let document = entries[try place(id)].document else { throw .noDocument(id) }
        return document
    }

    func jobs(
        _ filter: JobFilter, before number: Int64?, limit: Int
    ) throws(JobStoreError) -> [Job] {
        guard (1...1000).contains(limit) else { throw .invalid("limit") }
        let found = entries.map(\.job).reversed().filter { job in
            guard job.number < number ?? .max else { return false }
            if let states = filter.states, !states.contains(job.state) { return false }
            if let owner = filter.owner, owner != job.owner { return false }
            return filter.kind == nil || filter.kind == job.kind
        }
        return Array(found.prefix(limit))
    }

    func counts() -> JobCounts {
        var states = [JobState: Int].all(but: [:])
        for entry in entries { states[entry.job.state, default: 0] += 1 }
        return JobCounts(accepted: accepted, removed: removed, states: states)
    }

    func queueDepth() -> QueueDepth {
        var depth = QueueDepth()
        for place in queue {
            if let model = models(place).first {
                depth.models[model, default: 0] += 1
            } else {
                depth.withoutModel += 1
            }
        }
        while depth.models.count > 32 {
            let fewest = depth.models.min { one, other in
                one.value != other.value ? one.value < other.value : one.key > other.key
            }
            guard let fewest else { break }
            depth.models[fewest.key] = nil
            depth.other += fewest.value
        }
        return depth
    }

    func position(of id: JobID) throws(JobStoreError) -> Int? {
        let job = try job(id)
        guard job.state == .queued else { return nil }
        return queue.firstIndex { entries[$0].job.id == id }.map { $0 + 1 }
    }

    func cancel(_ id: JobID) throws(JobStoreError) -> (job: Job, wasWaiting: Bool) {
        let place = try place(id)
        let wasWaiting = entries[place].job.state == .queued
        switch entries[place].job.state {
        case .queued: end(place, as: .cancelled, .init())
        case .running: entries[place].job.cancelRequested = true
        default: break
        }
        return (entries[place].job, wasWaiting)
    }

    func setPriority(_ priority: Int, of id: JobID) throws(JobStoreError) {
        try checkPriority(priority)
        let place = try place(id)
        guard entries[place].job.state == .queued else {
            throw .notQueued(id, entries[place].job.state)
        }
        entries[place].job.priority = priority
    }

    func events(
        of id: JobID, after sequence: Int, limit: Int
    ) throws(JobStoreError) -> [JobEvent] {
        Array(entries[try place(id)].events.filter { $0.sequence > sequence }.prefix(limit))
    }

    // MARK: What the parts share

    /// The places of the jobs that wait, by priority and number.
    var queue: [Int] {
        entries.indices.filter { entries[$0].job.state == .queued }.sorted { one, other in
            let (one, other) = (entries[one].job, entries[other].job)
            return one.priority != other.priority
                ? one.priority > other.priority : one.number < other.number
        }
    }

    /// The models that the next attempt at a job needs, in the order of use.
    func models(_ place: Int) -> [String] {
        let entry = entries[place]
        let isSecond = entry.firstPasses.count >= entry.job.imageCount
        return Array(
            entry.job.affinity.dropFirst(isSecond && entry.job.affinity.count > 1 ? 1 : 0))
    }

    func place(_ id: JobID) throws(JobStoreError) -> Int {
        guard let place = entries.firstIndex(where: { $0.job.id == id }) else { throw .noJob(id) }
        return place
    }

    func append(_ kind: JobEvent.Kind, at place: Int, _ detail: JobEvent.Detail = .init()) {
        entries[place].events.append(
            JobEvent(
                job: entries[place].job.id, sequence: entries[place].events.count + 1, kind: kind,
                detail: detail, time: wall))
    }

    func end(_ place: Int, as state: JobState, _ detail: JobEvent.Detail) {
        entries[place].job.state = state
        entries[place].job.finishedAt = wall
        entries[place].job.failure = detail.failure ?? entries[place].job.failure
        entries[place].endedAt = now
        entries[place].leaseEnd = nil
        entries[place].inputs = []
        if !holdsFiles(place) { entries[place].document = nil }
        if let kind = JobEvent.Kind(rawValue: state.rawValue) { append(kind, at: place, detail) }
    }

    private func checkPriority(_ priority: Int) throws(JobStoreError) {
        guard (-1000...1000).contains(priority) else { throw .invalid("priority") }
    }
}
