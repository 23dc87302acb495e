import Jobs
import Testing

/// Pictures, first passes and inputs.
@Suite struct FileTests {
    @Test(arguments: Engine.all)
    func `a picture stored again keeps its id, and the later bytes`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let first = try #require(await bench.claim(store))
        let image = try await store.add(.test(0), bytes: [1, 2], first.lease)
        #expect(try await store.add(.test(0), bytes: [1, 2], first.lease) == image)
        try await store.release(first.lease)
        let second = try #require(await bench.claim(store))
        #expect(try await store.add(.test(0), bytes: [1, 2], second.lease) == image)
        #expect(try await store.history(job.id).count { $0 == .image } == 1)
        let other = try await store.add(.test(0), bytes: [3, 4, 5], second.lease)
        #expect(other.id == image.id && other.hash == BlobID(of: [3, 4, 5]))
        #expect(try await store.bytes(of: image.id) == [3, 4, 5])
        #expect(try await store.images(of: job.id) == [other])
        try await store.complete(second.lease)
    }

    @Test(arguments: Engine.all)
    func `a first pass's picture stands beside the result`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test(images: 2))
        let claim = try #require(await bench.claim(store))
        _ = try await store.add(.test(1), bytes: [1], claim.lease)
        _ = try await store.add(.test(0, .firstPass), bytes: [2], claim.lease)
        _ = try await store.add(.test(0), bytes: [3], claim.lease)
        let images = try await store.images(of: job.id)
        #expect(images.map(\.image) == [.test(0, .firstPass), .test(0), .test(1)])
        let events = try await store.events(of: job.id, after: 2, limit: 2)
        #expect(events.map(\.sequence) == [3, 4])
        #expect(events.first?.detail.index == 1 && events.first?.detail.role == .result)
        #expect(events.last?.detail.image == images.first?.id)
        #expect(events.last?.detail.role == .firstPass && events.last?.detail.attempt == 1)
    }

    @Test(arguments: Engine.all)
    func `what no job can have is refused`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for count in [0, -1, 100_001, .max, .min] {
            await #expect(throws: JobStoreError.self) {
                _ = try await store.accept(.test(images: count))
            }
        }
        _ = try await store.accept(.test(images: 2))
        let claim = try #require(await bench.claim(store))
        for index in [-1, 2, .max, .min] {
            await #expect(throws: JobStoreError.self) {
                _ = try await store.add(.test(index), bytes: [1], claim.lease)
            }
            await #expect(throws: JobStoreError.self) {
                try await store.keepFirstPass(index, bytes: [1], claim.lease)
            }
        }
        await #expect(throws: JobStoreError.self) {
            _ = try await store.add(.test(0), bytes: [], claim.lease)
        }
    }

    @Test(arguments: Engine.all)
    func `texts with a zero are refused or mended, never cut short`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let spoilt: [(inout NewJob) -> Void] = [
            { $0.kind = "a\0b" }, { $0.owner = "a\0b" }, { $0.idempotencyKey = "a\0b" },
            { $0.affinity = ["x", "a\0b"] },
        ]
        for spoil in spoilt {
            var job = NewJob.test()
            spoil(&job)
            let new = job
            await #expect(throws: JobStoreError.self) { _ = try await store.accept(new) }
        }
        _ = try await store.accept(.test())
        await #expect(throws: JobStoreError.self) { _ = try await bench.claim(store, by: "a\0b") }
        let claim = try #require(await bench.claim(store))
        var image = NewImage.test(0)
        image.infotext = "a\0b"
        let stored = try await store.add(image, bytes: [1], claim.lease)
        #expect(stored.image.infotext == "a\u{FFFD}b")
        #expect(try await store.image(stored.id) == stored)
    }

    @Test(arguments: Engine.all)
    func `a first pass outlives the attempt that made it`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test(images: 3))
        let claim = try #require(await bench.claim(store))
        try await store.keepFirstPass(2, bytes: [2], claim.lease)
        try await store.keepFirstPass(0, bytes: [0], claim.lease)
        try await store.keepFirstPass(0, bytes: [0], claim.lease)
        try await store.fail(claim.lease, .workerLost, retry: true)
        #expect(try await store.firstPasses(of: job.id) == [0, 2])
        #expect(try await store.firstPass(2, of: job.id) == [2])
        await #expect(throws: JobStoreError.noFirstPass(job.id, index: 1)) {
            _ = try await store.firstPass(1, of: job.id)
        }
        bench.clock.advance(.seconds(1))
        let second = try #require(await bench.claim(store))
        try await store.keepFirstPass(0, bytes: [7, 7], second.lease)
        #expect(try await store.firstPass(0, of: job.id) == [7, 7])
        #expect(try await store.history(job.id).count { $0 == .firstPass } == 3)
    }

    @Test(arguments: Engine.all)
    func `a job needs its inputs stored before it`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var job = NewJob.test()
        job.inputs = [BlobID(of: [1]), BlobID(of: [1])]
        await #expect(throws: JobStoreError.noInput(BlobID(of: [1]))) {
            _ = try await store.accept(job)
        }
        #expect(try await store.counts().accepted == 0)
        #expect(try await store.putInput([1]) == BlobID(of: [1]))
        #expect(try await store.putInput([1]) == BlobID(of: [1]))
        _ = try await store.accept(job)
        #expect(try await store.input(BlobID(of: [1])) == [1])
        await #expect(throws: JobStoreError.noInput(BlobID(of: [2]))) {
            _ = try await store.input(BlobID(of: [2]))
        }
    }

    @Test(arguments: Engine.all)
    func `an input stays for ten minutes, and while a job needs it`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var job = NewJob.test()
        job.inputs = [try await store.putInput([1])]
        let id = try await store.accept(job).id
        _ = try await store.putInput([2])
        bench.clock.advance(.seconds(500))
        #expect(try await store.retain(RetentionPolicy()).inputs == 0)
        bench.clock.advance(.seconds(101))
        #expect(try await store.retain(RetentionPolicy()).inputs == 1)
        #expect(try await store.input(job.inputs[0]) == [1])
        await #expect(throws: JobStoreError.self) {
            _ = try await store.input(BlobID(of: [2]))
        }
        try await store.cancel(id)
        #expect(try await store.retain(RetentionPolicy()).inputs == 1)
        await #expect(throws: JobStoreError.self) { _ = try await store.input(job.inputs[0]) }
    }

    @Test(arguments: Engine.all)
    func `the same key of the same owner is the same job`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var job = NewJob.test()
        job.idempotencyKey = "k"
        let first = try await store.accept(job)
        job.document = [1]
        #expect(try await store.accept(job) == first)
        try await store.cancel(first.id)
        #expect(try await store.accept(job).id == first.id)
        job.owner = "another"
        #expect(try await store.accept(job).id != first.id)
        job.idempotencyKey = nil
        let (one, other) = (try await store.accept(job), try await store.accept(job))
        #expect(one.id != other.id)
        #expect(try await store.counts().accepted == 4)
    }

    @Test(arguments: Engine.all)
    func `names that nothing has are told apart from nothing`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let (job, image) = (JobID.random(), ImageID.random())
        let calls: [(JobStoreError, () async throws -> Void)] = [
            (.noJob(job), { _ = try await store.job(job) }),
            (.noJob(job), { _ = try await store.document(of: job) }),
            (.noJob(job), { _ = try await store.position(of: job) }),
            (.noJob(job), { _ = try await store.cancel(job) }),
            (.noJob(job), { try await store.setPriority(1, of: job) }),
            (.noJob(job), { _ = try await store.events(of: job, after: 0, limit: 1) }),
            (.noJob(job), { _ = try await store.images(of: job) }),
            (.noJob(job), { _ = try await store.firstPasses(of: job) }),
            (.noJob(job), { _ = try await store.firstPass(0, of: job) }),
            (.noImage(image), { _ = try await store.image(image) }),
            (.noImage(image), { _ = try await store.bytes(of: image) }),
        ]
        for (error, call) in calls { await #expect(throws: error) { try await call() } }
    }

    @Test(arguments: Engine.all)
    func `a store that can store says so`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        try await store.tryWriting()
        #expect(bench.folder.files == [])
    }
}
