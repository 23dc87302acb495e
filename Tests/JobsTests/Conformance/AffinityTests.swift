import Jobs
import Testing

/// Which worker a job goes to, by the models that it needs and the workers hold.
@Suite struct AffinityTests {
    /// A store with one worker, "holder", that works with the model x.
    private func storeWithHolder(
        _ engine: Engine, _ bench: Bench
    ) async throws -> (any JobStore, Claim) {
        let store = try engine.open(bench)
        _ = try await store.accept(.test("first", affinity: ["x"]))
        return (store, try #require(await bench.claim(store, by: "holder")))
    }

    @Test(arguments: Engine.all)
    func `a job is left for 20 s to the worker that holds its model`(engine: Engine) async throws {
        let bench = Bench()
        let (store, first) = try await storeWithHolder(engine, bench)
        _ = try await store.accept(.test("second", affinity: ["x"]))
        bench.clock.advance(.milliseconds(19_999))
        #expect(try await bench.claim(store, by: "other", resident: ["z"]) == nil)
        _ = try await store.add(.test(0), bytes: [1], first.lease)
        try await store.complete(first.lease)
        #expect(
            try await bench.claim(store, by: "other", resident: ["z"]) == nil,
            "the holder is about to ask")
        let second = try #require(await bench.claim(store, by: "holder", resident: ["x"]))
        #expect(second.job.name == "second")
        _ = try await store.accept(.test("third", affinity: ["x"]))
        bench.clock.advance(.seconds(20))
        #expect(try await store.heartbeat(second.lease, lease: bench.lease) == .held)
        let third = try #require(await bench.claim(store, by: "other", resident: ["z"]))
        #expect(third.job.name == "third")
    }

    /// How a worker comes to hold a model no more.
    enum Parting: CaseIterable {
        case ends, fails, dies, fallsSilent, holdsAnother
    }

    @Test(arguments: Engine.all, Parting.allCases)
    func `nothing is left to a worker that ends, fails, dies, falls silent or holds another model`(
        engine: Engine, parting: Parting
    ) async throws {
        let bench = Bench()
        let (store, first) = try await storeWithHolder(engine, bench)
        if parting == .fallsSilent || parting == .holdsAnother {
            _ = try await store.add(.test(0), bytes: [1], first.lease)
            try await store.complete(first.lease)
        }
        switch parting {
        case .ends: try await store.release(first.lease)
        case .fails: try await store.fail(first.lease, .workerLost, retry: true)
        case .dies:
            bench.clock.advance(.seconds(31))
            #expect(try await store.expireLeases().count == 1)
        case .fallsSilent: bench.clock.advance(.seconds(6))
        case .holdsAnother: _ = try await bench.claim(store, by: "holder", resident: ["z"])
        }
        bench.clock.advance(.seconds(1))
        _ = try await store.accept(.test("second", affinity: ["x"]))
        #expect(try await bench.claim(store, by: "other", resident: ["z"]) != nil)
    }

    @Test(arguments: Engine.all)
    func `a worker whose job goes on with its second model does not hold the first`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        _ = try await store.accept(.test("hires", affinity: ["x", "y"]))
        let first = try #require(await bench.claim(store))
        try await store.keepFirstPass(0, bytes: [1], first.lease)
        try await store.release(first.lease)
        _ = try #require(await bench.claim(store, by: "holder"))
        for model in ["y", "x"] { _ = try await store.accept(.test(model, affinity: [model])) }
        #expect(try await bench.claim(store, by: "other", resident: ["z"])?.job.name == "x")
        #expect(
            try await bench.claim(store, by: "third", resident: ["z"]) == nil, "y is the holder's")
    }

    @Test(arguments: Engine.all)
    func `of more than two jobs for a holder one begins elsewhere`(engine: Engine) async throws {
        let bench = Bench()
        let (store, _) = try await storeWithHolder(engine, bench)
        for name in ["a", "b"] { _ = try await store.accept(.test(name, affinity: ["x"])) }
        #expect(try await bench.claim(store, by: "other", resident: ["z"]) == nil)
        _ = try await store.accept(.test("c", affinity: ["x"]))
        #expect(try await bench.claim(store, by: "other", resident: ["z"])?.job.name == "a")
        #expect(
            try await bench.claim(store, by: "third", resident: ["z"]) == nil,
            "two holders and two jobs")
    }

    @Test(arguments: Engine.all)
    func `a worker that holds nothing leaves nothing to others`(engine: Engine) async throws {
        let bench = Bench()
        let (store, _) = try await storeWithHolder(engine, bench)
        _ = try await store.accept(.test("second", affinity: ["x"]))
        #expect(try await bench.claim(store, by: "other", resident: ["z"]) == nil)
        #expect(try await bench.claim(store, by: "fresh")?.job.name == "second")
    }

    @Test(arguments: Engine.all)
    func `a job both of whose models are resident comes before one that needs another`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for affinity in [["z"], ["x", "z"], ["x", "y"], ["x"]] {
            _ = try await store.accept(.test(affinity.joined(), priority: 0, affinity: affinity))
        }
        var names: [String] = []
        while let claim = try await bench.claim(store, resident: ["x", "y"]) {
            names.append(claim.job.name)
        }
        #expect(names == ["xy", "x", "xz", "z"])
    }

    @Test(arguments: Engine.all)
    func `the model that is read is the one for which there is the greatest pressure`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        _ = try await store.accept(.test("old", affinity: ["x"]))
        bench.clock.advance(.seconds(9))
        for name in ["a", "b"] { _ = try await store.accept(.test(name, affinity: ["y"])) }
        let early = try #require(await bench.claim(store))
        #expect(early.job.name == "a", "20 s for y against 19 s for x")
        try await store.release(early.lease)
        bench.clock.advance(.seconds(2))
        _ = try await store.accept(.test("c", priority: 1, affinity: ["z"]))
        #expect(try await bench.claim(store, by: "w2")?.job.name == "c", "its priority")
        bench.clock.advance(.seconds(20))
        // Another worker holds y and works: its pressure of 42 s is shared, that of x is 41 s.
        _ = try #require(await bench.claim(store, by: "w3", resident: ["y"]))
        #expect(try await bench.claim(store, by: "w4", resident: ["v"])?.job.name == "old")
    }

    @Test(arguments: Engine.all)
    func `a job that has waited too long is left to no one`(engine: Engine) async throws {
        let bench = Bench()
        let (store, first) = try await storeWithHolder(engine, bench)
        _ = try await store.accept(.test("second", affinity: ["x"]))
        for _ in 0..<3 {
            bench.clock.advance(.seconds(20))
            #expect(try await store.heartbeat(first.lease, lease: bench.lease) == .held)
        }
        bench.clock.advance(.seconds(1))
        _ = try await store.accept(.test("third", priority: 9, affinity: ["y"]))
        let claim = try #require(await bench.claim(store, by: "other", resident: ["y"]))
        #expect(claim.job.name == "second")
    }

    @Test(arguments: Engine.all)
    func `a worker tells of at most 1000 models`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let models = Set((0...1000).map(String.init))
        await #expect(throws: JobStoreError.self) {
            _ = try await bench.claim(store, resident: models)
        }
        #expect(try await bench.claim(store, resident: Set(models.sorted().prefix(1000))) == nil)
    }
}
