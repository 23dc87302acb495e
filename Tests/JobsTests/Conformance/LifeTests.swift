import Jobs
import Testing

/// What happens to one job from its acceptance to its end.
@Suite struct LifeTests {
    @Test(arguments: Engine.all)
    func `an accepted job is known and waits`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var new = NewJob.test("a", priority: 3, images: 2, affinity: ["x", "y"])
        new.notes = ["ignored: cfg"]
        let job = try await store.accept(new)
        #expect(try await store.job(job.id) == job)
        #expect(job.state == .queued && job.number == 1 && job.attempt == 0 && job.failures == 0)
        #expect(job.summary == new.summary && job.affinity == ["x", "y"] && job.priority == 3)
        #expect(job.kind == "txt2img" && job.owner == "someone" && job.notes == new.notes)
        #expect(job.createdAt == 1_700_000_000_000 && job.startedAt == nil && job.worker == nil)
        #expect(try await store.counts()[.queued] == 1)
        #expect(try await store.history(job.id) == [.accepted])
    }

    @Test(arguments: Engine.all)
    func `a document of 16 MiB goes to whoever asks for it and whoever claims the job`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var new = NewJob.test("long")
        new.document = (0..<16 << 20).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let job = try await store.accept(new)
        #expect(job.name == "long")
        #expect(try await store.document(of: job.id) == new.document)
        let claim = try #require(await bench.claim(store))
        #expect(claim.document == new.document && claim.job.summary == new.summary)
    }

    @Test(arguments: Engine.all, [8192, 8193])
    func `a summary has at most 8 KiB`(engine: Engine, length: Int) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var new = NewJob.test()
        new.summary = [UInt8](repeating: 0x20, count: length)
        guard length <= 8192 else {
            await #expect(throws: JobStoreError.self) { _ = try await store.accept(new) }
            return
        }
        let job = try await store.accept(new)
        #expect(try await store.job(job.id).summary == new.summary)
    }

    @Test(arguments: Engine.all)
    func `a job is claimed, its image stored, and done`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        bench.clock.advance(.seconds(2))
        let claim = try #require(await bench.claim(store))
        #expect(claim.job.id == job.id && claim.job.state == .running && claim.job.attempt == 1)
        #expect(claim.job.startedAt == job.createdAt + 2000)
        #expect(claim.lease == Lease(job: job.id, attempt: 1, worker: WorkerID("w")))
        #expect(try await bench.claim(store) == nil)
        await #expect(throws: JobStoreError.incomplete(job.id, missing: [0])) {
            try await store.complete(claim.lease)
        }
        let image = try await store.add(.test(0), bytes: [1, 2, 3], claim.lease)
        #expect(image.byteCount == 3 && image.hash == BlobID(of: [1, 2, 3]) && !image.isGone)
        #expect(image.image == .test(0) && image.job == job.id)
        try await store.complete(claim.lease)
        let done = try await store.job(job.id)
        #expect(done.state == .done && done.finishedAt == job.createdAt + 2000)
        #expect(try await store.images(of: job.id) == [image])
        #expect(try await store.image(image.id) == image)
        #expect(try await store.bytes(of: image.id) == [1, 2, 3])
        #expect(try await store.history(job.id) == [.accepted, .started, .image, .done])
        #expect(try await store.counts() == JobCounts(accepted: 1, states: .all(but: [.done: 1])))
    }

    @Test(arguments: Engine.all)
    func `a job that was called off while it waited never runs`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let (called, wasWaiting) = try await store.cancel(job.id)
        #expect(called.state == .cancelled && wasWaiting)
        let again = try await store.cancel(job.id)
        #expect(again.job == called && !again.wasWaiting)
        #expect(try await bench.claim(store) == nil)
        #expect(try await store.history(job.id) == [.accepted, .cancelled])
    }

    @Test(arguments: Engine.all)
    func `of many who call a job off one is told that this was its end`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let ends = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { try await store.cancel(job.id).wasWaiting }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(ends == 1)
    }

    @Test(arguments: Engine.all)
    func `a job that runs is asked to stop and keeps its images`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test(images: 2))
        let claim = try #require(await bench.claim(store))
        _ = try await store.add(.test(0), bytes: [1], claim.lease)
        #expect(try await store.heartbeat(claim.lease, lease: bench.lease) == .held)
        let (called, wasWaiting) = try await store.cancel(job.id)
        #expect(called.cancelRequested && !wasWaiting)
        #expect(try await store.heartbeat(claim.lease, lease: bench.lease) == .cancelRequested)
        try await store.cancelled(claim.lease)
        #expect(try await store.job(job.id).state == .cancelled)
        #expect(try await store.images(of: job.id).count == 1)
        #expect(try await store.heartbeat(claim.lease, lease: bench.lease) == .lost)
    }

    @Test(arguments: Engine.all)
    func `a job that was called off is not tried again`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for end in ["release", "fail", "expire"] {
            let job = try await store.accept(.test())
            let claim = try #require(await bench.claim(store))
            try await store.cancel(job.id)
            switch end {
            case "release": try await store.release(claim.lease)
            case "fail": try await store.fail(claim.lease, .workerLost, retry: true)
            default:
                bench.clock.advance(.seconds(31))
                #expect(try await store.expireLeases() == [job.id])
            }
            #expect(try await store.job(job.id).state == .cancelled, "\(end)")
            #expect(try await store.history(job.id) == [.accepted, .started, .cancelled])
        }
    }

    @Test(arguments: Engine.all)
    func `a released job waits again in its old place, without a failure`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let first = try await store.accept(.test("first"))
        _ = try await store.accept(.test("second"))
        let claim = try #require(await bench.claim(store))
        try await store.release(claim.lease)
        let again = try #require(await bench.claim(store))
        #expect(again.job.id == first.id && again.job.attempt == 2 && again.job.failures == 0)
        #expect(
            try await store.history(first.id) == [.accepted, .started, .requeued, .started])
    }

    @Test(arguments: Engine.all)
    func `a job that cannot be done has failed`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let claim = try #require(await bench.claim(store))
        let failure = JobFailure(reason: "refused", detail: "no such model.")
        try await store.fail(claim.lease, failure, retry: false)
        let failed = try await store.job(job.id)
        #expect(failed.state == .failed && failed.failure == failure && failed.failures == 1)
        let events = try await store.events(of: job.id, after: 2, limit: 10)
        #expect(events.map(\.kind) == [.failed] && events.first?.detail.failure == failure)
    }

    @Test(arguments: Engine.all)
    func `the third failure puts a job into quarantine with its reason`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        for (attempt, wait) in [(1, 1), (2, 2), (3, 0)] {
            let claim = try #require(await bench.claim(store))
            #expect(claim.lease.attempt == attempt)
            let failure = JobFailure(reason: "trap", detail: "trapped, time \(attempt).")
            try await store.fail(claim.lease, failure, retry: true)
            #expect(try await store.job(job.id).failures == attempt)
            #expect(try await bench.claim(store) == nil)
            bench.clock.advance(.seconds(wait))
        }
        let ended = try await store.job(job.id)
        #expect(ended.state == .quarantined)
        #expect(ended.failure == JobFailure(reason: "trap", detail: "trapped, time 3."))
        #expect(ended.notes.count == 3 && ended.notes.last == "attempt 3: trapped, time 3.")
        bench.clock.advance(.seconds(100))
        #expect(try await bench.claim(store) == nil)
        #expect(try await store.history(job.id).count { $0.isFinal } == 1)
    }

    @Test(arguments: Engine.all)
    func `a job may carry remarks, up to a number of them`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let claim = try #require(await bench.claim(store))
        for index in 0..<70 { try await store.note("\(index): \"quoted\"", claim.lease) }
        let notes = try await store.job(job.id).notes
        #expect(notes.count == 64 && notes.last == "63: \"quoted\"")
    }
}

extension [JobState: Int] {
    /// Zero for all states but these.
    static func all(but counts: [JobState: Int]) -> [JobState: Int] {
        Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, counts[$0] ?? 0) })
    }
}
