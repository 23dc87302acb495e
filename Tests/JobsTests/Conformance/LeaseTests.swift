import Jobs
import Testing

/// What a lease is good for, and what its end means.
@Suite struct LeaseTests {
    /// All that a worker may do with a lease.
    private static let calls: [(String, @Sendable (any JobStore, Lease) async throws -> Void)] = [
        ("release", { store, lease in try await store.release(lease) }),
        ("fail", { store, lease in try await store.fail(lease, .workerLost, retry: true) }),
        ("give up", { store, lease in try await store.fail(lease, .workerLost, retry: false) }),
        ("complete", { store, lease in try await store.complete(lease) }),
        ("cancelled", { store, lease in try await store.cancelled(lease) }),
        ("note", { store, lease in try await store.note("late", lease) }),
        ("add", { store, lease in _ = try await store.add(.test(0), bytes: [9], lease) }),
        ("first pass", { store, lease in try await store.keepFirstPass(0, bytes: [9], lease) }),
    ]

    @Test(arguments: Engine.all)
    func `a lost lease changes nothing, whatever is tried with it`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let old = try #require(await bench.claim(store, by: "slow"))
        bench.clock.advance(.seconds(31))
        #expect(try await store.expireLeases() == [job.id])
        bench.clock.advance(.seconds(1))
        let new = try #require(await bench.claim(store, by: "quick"))
        let forged = Lease(job: job.id, attempt: 2, worker: WorkerID("slow"))
        let unknown = Lease(job: .random(), attempt: 1, worker: WorkerID("slow"))
        let before = try await store.job(job.id)
        for lease in [old.lease, forged, unknown] {
            for (name, call) in Self.calls {
                await #expect(throws: JobStoreError.leaseLost, "\(name)") {
                    try await call(store, lease)
                }
            }
            #expect(try await store.heartbeat(lease, lease: bench.lease) == .lost)
        }
        #expect(try await store.job(job.id) == before)
        #expect(try await store.images(of: job.id).isEmpty)
        #expect(try await store.firstPasses(of: job.id).isEmpty)
        #expect(try await store.heartbeat(new.lease, lease: bench.lease) == .held)
        _ = try await store.add(.test(0), bytes: [1], new.lease)
        try await store.complete(new.lease)
        for (name, call) in Self.calls {
            await #expect(throws: JobStoreError.leaseLost, "\(name)") {
                try await call(store, new.lease)
            }
        }
    }

    @Test(arguments: Engine.all)
    func `a lease lasts as long as it is renewed`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let claim = try #require(await bench.claim(store))
        for _ in 0..<5 {
            bench.clock.advance(.seconds(30))
            #expect(try await store.expireLeases() == [])
            #expect(try await store.heartbeat(claim.lease, lease: bench.lease) == .held)
        }
        bench.clock.advance(.seconds(31))
        #expect(try await store.expireLeases() == [job.id])
        #expect(try await store.expireLeases() == [])
        let lost = try await store.job(job.id)
        #expect(lost.state == .queued && lost.failures == 1 && lost.failure == .workerLost)
    }

    @Test(arguments: Engine.all)
    func `a job whose workers die of it three times is quarantined`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let poison = try await store.accept(.test("poison"))
        for _ in 0..<3 {
            bench.clock.advance(.seconds(4))
            let claim = try #require(await bench.claim(store))
            #expect(claim.job.id == poison.id)
            bench.clock.advance(.seconds(31))
            #expect(try await store.expireLeases() == [poison.id])
        }
        let ended = try await store.job(poison.id)
        #expect(ended.state == .quarantined && ended.failure == .workerLost)
    }

    @Test(arguments: Engine.all, [86_400_000, -86_400_000, 315_360_000_000] as [Int64])
    func `a jump of the wall clock ends no lease, holds up no job and drops no file`(
        engine: Engine, jump: Int64
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let running = try await store.accept(.test("running"))
        let claim = try #require(await bench.claim(store))
        _ = try await store.accept(.test("failed"))
        let failed = try #require(await bench.claim(store))
        let image = try await store.add(.test(0), bytes: [1], failed.lease)
        try await store.fail(failed.lease, .workerLost, retry: true)
        bench.clock.jump(jump)
        #expect(try await store.expireLeases() == [])
        #expect(try await bench.claim(store) == nil, "its second is not over")
        bench.clock.advance(.seconds(1))
        let again = try #require(await bench.claim(store))
        #expect(again.job.id == failed.job.id)
        try await store.complete(again.lease)
        try await store.retain(RetentionPolicy(age: .seconds(3600)))
        #expect(try await store.bytes(of: image.id) == [1])
        bench.clock.advance(.seconds(28))
        #expect(try await store.expireLeases() == [])
        bench.clock.advance(.seconds(2))
        #expect(try await store.expireLeases() == [running.id])
        #expect(try await store.heartbeat(claim.lease, lease: bench.lease) == .lost)
    }

    @Test(arguments: Engine.all)
    func `a thousand jobs and eight workers make a thousand claims`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let accepted = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for client in 0..<8 {
                group.addTask {
                    var ids: [JobID] = []
                    for index in 0..<125 {
                        ids.append(try await store.accept(.test("\(client)-\(index)")).id)
                    }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var ids: [JobID] = []
                    while let claim = try await bench.claim(store, by: "w\(worker)") {
                        ids.append(claim.job.id)
                    }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 1000)
        #expect(Set(claimed) == Set(accepted))
        #expect(try await store.counts()[.running] == 1000)
    }
}
