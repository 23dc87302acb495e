import Jobs
import Testing

/// In which order jobs are claimed, and what a client sees of it.
@Suite struct QueueTests {
    /// Claims all that waits; gives the names in the order of the claims.
    private func drain(
        _ store: any JobStore, _ bench: Bench, resident: Set<String> = []
    ) async throws -> [String] {
        var names: [String] = []
        while let claim = try await bench.claim(store, resident: resident) {
            names.append(claim.job.name)
        }
        return names
    }

    @Test(arguments: Engine.all)
    func `the higher priority comes first, then the older job`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for (name, priority) in [("c", 0), ("a", 5), ("d", 0), ("b", 5), ("e", -2)] {
            _ = try await store.accept(.test(name, priority: priority))
        }
        #expect(try await drain(store, bench) == ["a", "b", "c", "d", "e"])
    }

    @Test(arguments: Engine.all)
    func `a worker is not given what it cannot do, nor looks at fewer other jobs for it`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var others: Set<Int64> = []
        for number in 0..<40 {
            others.insert(try await store.accept(.test("other \(number)", priority: 5)).number)
        }
        _ = try await store.accept(.test("mine"))
        // A turn of the one that has waited longest is among these claims.
        bench.clock.advance(.seconds(61))
        for _ in 0..<20 {
            let claim = try #require(
                try await store.claim(
                    by: WorkerID("w"), resident: [], except: others, lease: bench.lease))
            #expect(claim.job.name == "mine")
            let second = try await store.claim(
                by: WorkerID("v"), resident: [], except: others, lease: bench.lease)
            #expect(second == nil)
            try await store.release(claim.lease)
        }
        let rest = try await store.claim(
            by: WorkerID("w"), resident: [], except: [], lease: bench.lease)
        #expect(rest.map { others.contains($0.job.number) } == true)
        await #expect(throws: JobStoreError.self) {
            try await store.claim(
                by: WorkerID("w"), resident: [], except: Set(0...1000), lease: bench.lease)
        }
    }

    @Test(arguments: Engine.all)
    func `a job whose model is resident comes before a higher priority`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for (name, priority, model) in [("other", 9, "x"), ("mine", 0, "y"), ("none", 1, "")] {
            let affinity = model.isEmpty ? [] : [model]
            _ = try await store.accept(.test(name, priority: priority, affinity: affinity))
        }
        #expect(try await drain(store, bench, resident: ["y"]) == ["none", "mine", "other"])
    }

    @Test(arguments: Engine.all)
    func `a job whose first passes are stored needs its second model`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test("hires", images: 2, affinity: ["x", "y"]))
        let claim = try #require(await bench.claim(store))
        try await store.keepFirstPass(0, bytes: [1], claim.lease)
        try await store.release(claim.lease)
        _ = try await store.accept(.test("plain", affinity: ["y"]))
        let plain = try #require(await bench.claim(store, resident: ["y"]))
        #expect(plain.job.name == "plain")
        try await store.release(plain.lease)
        let again = try #require(await bench.claim(store, resident: ["x"]))
        #expect(again.job.id == job.id)
        try await store.keepFirstPass(1, bytes: [2], again.lease)
        try await store.release(again.lease)
        _ = try await store.accept(.test("first", priority: 5, affinity: ["x"]))
        let third = try #require(await bench.claim(store, resident: ["y"]))
        #expect(third.job.id == job.id)
    }

    @Test(arguments: Engine.all, [31, 32])
    func `the look for a resident model goes 32 jobs far`(
        engine: Engine, before: Int
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for index in 0..<before { _ = try await store.accept(.test("\(index)", affinity: ["x"])) }
        _ = try await store.accept(.test("mine", affinity: ["y"]))
        let claim = try #require(await bench.claim(store, resident: ["y"]))
        #expect(claim.job.name == (before < 32 ? "mine" : "0"))
    }

    @Test(arguments: Engine.all)
    func `a job that has waited for more than a minute comes first`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        _ = try await store.accept(.test("old", affinity: ["x"]))
        bench.clock.advance(.seconds(60))
        _ = try await store.accept(.test("new", priority: 9, affinity: ["y"]))
        let early = try #require(await bench.claim(store, resident: ["y"]))
        #expect(early.job.name == "new")
        try await store.release(early.lease)
        bench.clock.advance(.seconds(1))
        #expect(try await drain(store, bench, resident: ["y"]) == ["old", "new"])
    }

    @Test(arguments: Engine.all)
    func `no stream of others holds a job back for ever`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        _ = try await store.accept(.test("lowly", priority: -9, affinity: ["x"]))
        for _ in 0..<40 { _ = try await store.accept(.test(affinity: ["y"])) }
        bench.clock.advance(.seconds(61))
        var turns = 0
        while let claim = try await bench.claim(store, resident: ["y"]) {
            turns += 1
            if claim.job.name == "lowly" { break }
            _ = try await store.accept(.test(affinity: ["y"]))
            bench.clock.advance(.seconds(5))
        }
        #expect(turns == 16)
    }

    @Test(arguments: Engine.all)
    func `a failed job waits 1 s, then 2 s, and holds up no other`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        _ = try await store.accept(.test("bad"))
        let claim = try #require(await bench.claim(store))
        _ = try await store.accept(.test("good"))
        try await store.fail(claim.lease, .workerLost, retry: true)
        #expect(try await drain(store, bench) == ["good"])
        bench.clock.advance(.milliseconds(999))
        #expect(try await drain(store, bench) == [])
        bench.clock.advance(.milliseconds(1))
        let second = try #require(await bench.claim(store))
        try await store.fail(second.lease, .workerLost, retry: true)
        bench.clock.advance(.milliseconds(1999))
        #expect(try await drain(store, bench) == [])
        bench.clock.advance(.milliseconds(1))
        #expect(try await drain(store, bench) == ["bad"])
    }

    @Test(arguments: Engine.all)
    func `a client sees a job's place, and may move it while it waits`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var ids: [JobID] = []
        for (name, priority) in [("a", 0), ("b", 5), ("c", 0)] {
            ids.append(try await store.accept(.test(name, priority: priority)).id)
        }
        var places: [Int?] = []
        for id in ids { places.append(try await store.position(of: id)) }
        #expect(places == [2, 1, 3])
        try await store.setPriority(6, of: ids[2])
        #expect(try await store.position(of: ids[2]) == 1)
        let claim = try #require(await bench.claim(store))
        #expect(claim.job.id == ids[2])
        #expect(try await store.position(of: ids[2]) == nil)
        #expect(try await store.position(of: ids[1]) == 1)
        await #expect(throws: JobStoreError.notQueued(ids[2], .running)) {
            try await store.setPriority(0, of: ids[2])
        }
        for priority in [-1001, 1001, .max, .min] {
            await #expect(throws: JobStoreError.self) {
                try await store.setPriority(priority, of: ids[0])
            }
        }
    }

    @Test(arguments: Engine.all)
    func `jobs are listed from the latest on, by page and by what they are`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for index in 0..<9 {
            var job = NewJob.test("\(index)")
            job.owner = index % 3 == 0 ? "fritz" : "ada"
            job.kind = index % 2 == 0 ? "even" : "odd"
            let id = try await store.accept(job).id
            if index < 4 { try await store.cancel(id) }
        }
        _ = try await bench.claim(store)
        let page = try await store.jobs(JobFilter(), before: nil, limit: 4)
        #expect(page.map(\.name) == ["8", "7", "6", "5"])
        let next = try await store.jobs(JobFilter(), before: page.last?.number, limit: 4)
        #expect(next.map(\.name) == ["4", "3", "2", "1"])
        let filters: [(JobFilter, [String])] = [
            (JobFilter(states: [.cancelled, .running]), ["4", "3", "2", "1", "0"]),
            (JobFilter(states: [.queued], owner: "fritz"), ["6"]),
            (JobFilter(owner: "ada", kind: "odd"), ["7", "5", "1"]),
            (JobFilter(states: []), []),
        ]
        for (filter, names) in filters {
            #expect(try await store.jobs(filter, before: nil, limit: 1000).map(\.name) == names)
        }
        for limit in [0, -1, 1001, .min] {
            await #expect(throws: JobStoreError.self) {
                _ = try await store.jobs(JobFilter(), before: nil, limit: limit)
            }
        }
    }

    @Test(arguments: Engine.all)
    func `of jobs that come at once no more wait than their owner's share`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        var mine = NewJob.test("mine")
        mine.queueShare = 3
        mine.idempotencyKey = "k"
        let known = try await store.accept(mine)
        mine.idempotencyKey = nil
        let new = mine
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 { group.addTask { await (try? store.accept(new)) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(accepted == 2)
        await #expect(throws: JobStoreError.shareFull(owner: "someone", limit: 3)) {
            _ = try await store.accept(new)
        }
        mine.idempotencyKey = "k"
        #expect(try await store.accept(mine).id == known.id, "it is no other job")
        mine.idempotencyKey = nil
        mine.owner = "another"
        _ = try await store.accept(mine)
        _ = try #require(await bench.claim(store))
        _ = try await store.accept(new)
        #expect(try await store.counts().accepted == 5)
    }
}
