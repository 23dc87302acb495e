import Jobs
import Testing

/// What is given up of jobs that have ended, and what never is.
@Suite struct RetentionTests {
    /// Runs jobs of two images of ten bytes and a first pass of five, one a minute.
    private func finish(
        _ count: Int, _ store: any JobStore, _ bench: Bench
    ) async throws -> [(JobID, [ImageID])] {
        var done: [(JobID, [ImageID])] = []
        for job in 0..<count {
            let id = try await store.accept(.test(images: 2)).id
            let claim = try #require(await bench.claim(store))
            let bytes = [UInt8](repeating: UInt8(job), count: 10)
            try await store.keepFirstPass(0, bytes: Array(bytes.prefix(5)), claim.lease)
            let images = [
                try await store.add(.test(0), bytes: bytes, claim.lease).id,
                try await store.add(.test(1), bytes: bytes, claim.lease).id,
            ]
            try await store.complete(claim.lease)
            done.append((id, images))
            bench.clock.advance(.seconds(60))
        }
        return done
    }

    private func kept(_ store: any JobStore, _ jobs: [(JobID, [ImageID])]) async throws -> [Int] {
        var counts: [Int] = []
        for (job, _) in jobs {
            counts.append(try await store.images(of: job).count { !$0.isGone })
        }
        return counts
    }

    @Test(arguments: Engine.all)
    func `without a bound everything stays`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let jobs = try await finish(2, store, bench)
        #expect(try await store.retain(RetentionPolicy()) == RetentionReport())
        #expect(try await kept(store, jobs) == [2, 2])
    }

    @Test(arguments: Engine.all)
    func `of too many images those of the oldest job go, their rows stay`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let jobs = try await finish(3, store, bench)
        let report = try await store.retain(RetentionPolicy(images: 3))
        #expect(report.images == 3 && report.firstPasses == 2 && report.bytes == 40)
        #expect(try await kept(store, jobs) == [0, 1, 2])
        let gone = jobs[0].1[0]
        #expect(try await store.image(gone).isGone)
        #expect(try await store.image(gone).image == .test(0))
        await #expect(throws: JobStoreError.gone(gone)) { _ = try await store.bytes(of: gone) }
        #expect(try await store.bytes(of: jobs[1].1[1]).count == 10)
        #expect(try await store.firstPasses(of: jobs[0].0) == [])
        #expect(try await store.job(jobs[0].0).state == .done)
    }

    @Test(arguments: Engine.all)
    func `of too many bytes first passes go before pictures`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let jobs = try await finish(2, store, bench)
        #expect(try await store.retain(RetentionPolicy(bytes: 45)).firstPasses == 1)
        #expect(try await kept(store, jobs) == [2, 2])
        #expect(try await store.retain(RetentionPolicy(bytes: 26)).images == 2)
        #expect(try await kept(store, jobs) == [0, 2])
        #expect(try await store.firstPasses(of: jobs[1].0) == [0])
    }

    @Test(arguments: Engine.all)
    func `what is too old goes, and no file of a job that goes on`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let live = try await store.accept(.test("live", priority: -1, images: 2)).id
        let claim = try #require(await bench.claim(store))
        let image = try await store.add(.test(0), bytes: [1, 2, 3], claim.lease).id
        try await store.keepFirstPass(0, bytes: [4], claim.lease)
        let jobs = try await finish(3, store, bench)
        let policy = RetentionPolicy(age: .seconds(120))
        #expect(try await store.retain(policy).images == 2)
        #expect(try await kept(store, jobs) == [0, 2, 2])
        #expect(try await store.retain(RetentionPolicy(images: 0, bytes: 0)).images == 4)
        #expect(try await store.bytes(of: image) == [1, 2, 3])
        #expect(try await store.firstPass(0, of: live) == [4])
    }

    @Test(arguments: Engine.all)
    func `of too many jobs the oldest are forgotten with all they had`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let jobs = try await finish(3, store, bench)
        let waiting = try await store.accept(.test()).id
        let report = try await store.retain(RetentionPolicy(jobs: 1))
        #expect(report.jobs == 2 && report.images == 4 && report.firstPasses == 2)
        for (job, images) in jobs.prefix(2) {
            await #expect(throws: JobStoreError.noJob(job)) { _ = try await store.job(job) }
            await #expect(throws: JobStoreError.noImage(images[0])) {
                _ = try await store.image(images[0])
            }
        }
        #expect(try await store.job(waiting).number == 4)
        let counts = try await store.counts()
        #expect(counts.accepted == 4 && counts.removed == 2 && counts[.done] == 1)
    }

    @Test(arguments: Engine.all)
    func `a job's document goes with the last of its files, or at its end if it has none`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let jobs = try await finish(1, store, bench)
        let done = jobs[0].0
        let called = try await store.accept(.test()).id
        #expect(try await store.document(of: called) == Array("job".utf8))
        try await store.cancel(called)
        await #expect(throws: JobStoreError.noDocument(called)) {
            _ = try await store.document(of: called)
        }
        try await store.retain(RetentionPolicy(images: 1))
        #expect(try await kept(store, jobs) == [1])
        #expect(try await store.document(of: done) == Array("job".utf8))
        try await store.retain(RetentionPolicy(images: 0))
        await #expect(throws: JobStoreError.noDocument(done)) {
            _ = try await store.document(of: done)
        }
        #expect(try await store.job(done).name == "job")
    }

    @Test(arguments: Engine.all)
    func `of rows that hold too many bytes those of the oldest jobs are forgotten`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let done = try await finish(1, store, bench)[0].0
        var long = NewJob.test()
        long.document = [UInt8](repeating: 1, count: 1 << 20)
        long.summary = [UInt8](repeating: 0x20, count: 8000)
        var called: [JobID] = []
        for _ in 0..<4 {
            called.append(try await store.accept(long).id)
            try await store.cancel(called[called.count - 1])
            bench.clock.advance(.seconds(1))
        }
        let waiting = try await store.accept(long).id
        // Each holds 9.2 to 9.3 kB; what the last one was to do is not counted before its end.
        #expect(try await store.retain(RetentionPolicy(rowBytes: 40_000)).jobs == 0)
        let report = try await store.retain(RetentionPolicy(rowBytes: 28_000))
        #expect(report.jobs == 2 && report.images == 2 && report.firstPasses == 1)
        for job in [done, called[0]] {
            await #expect(throws: JobStoreError.noJob(job)) { _ = try await store.job(job) }
        }
        #expect(try await store.job(called[1]).state == .cancelled)
        #expect(try await store.document(of: waiting) == long.document)
        #expect(try await store.retain(RetentionPolicy(rowBytes: 0)).jobs == 3)
    }

    @Test(arguments: Engine.all)
    func `a picture that was given up can be made again under its id`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test()).id
        let claim = try #require(await bench.claim(store))
        let image = try await store.add(.test(0), bytes: [1], claim.lease)
        #expect(try await store.retain(RetentionPolicy(images: 0)).images == 0)
        try await store.complete(claim.lease)
        #expect(try await store.retain(RetentionPolicy(images: 0)).images == 1)
        #expect(try await store.retain(RetentionPolicy(images: 0)) == RetentionReport())
        #expect(try await store.image(image.id).isGone)
        #expect(try await store.images(of: job).map(\.id) == [image.id])
    }
}
