import Jobs
import Testing

/// How many jobs wait for each model.
@Suite struct DepthTests {
    @Test(arguments: Engine.all)
    func `jobs that wait are counted by the model that they need next`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        #expect(try await store.queueDepth() == QueueDepth())
        for affinity in [["x"], ["x", "y"], ["y"], [], ["x"]] {
            _ = try await store.accept(.test(affinity: affinity))
        }
        #expect(
            try await store.queueDepth() == QueueDepth(models: ["x": 3, "y": 1], withoutModel: 1))
        let running = try #require(await bench.claim(store, resident: ["y"]))
        let depth = QueueDepth(models: ["x": 3], withoutModel: 1)
        #expect(running.job.affinity == ["y"])
        #expect(try await store.queueDepth() == depth)
        try await store.fail(running.lease, .workerLost, retry: true)
        #expect(
            try await store.queueDepth().models == ["x": 3, "y": 1], "it waits after a failure")
    }

    @Test(arguments: Engine.all)
    func `a job whose first passes are stored counts for its second model`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        _ = try await store.accept(.test(images: 2, affinity: ["x", "y"]))
        for (index, model) in [(0, "x"), (1, "y")] {
            let claim = try #require(await bench.claim(store))
            try await store.keepFirstPass(index, bytes: [1], claim.lease)
            try await store.release(claim.lease)
            #expect(try await store.queueDepth() == QueueDepth(models: [model: 1]))
        }
    }

    @Test(arguments: Engine.all)
    func `at most 32 models are named, those for which most jobs wait`(
        engine: Engine
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        // 40 models with names of the same length: one job for each, two for the last four.
        for model in 10..<50 {
            for _ in 0..<(model < 46 ? 1 : 2) {
                _ = try await store.accept(.test(affinity: ["m\(model)"]))
            }
        }
        let depth = try await store.queueDepth()
        #expect(depth.models.count == 32 && depth.other == 8 && depth.withoutModel == 0)
        #expect(depth.models["m49"] == 2 && depth.models["m37"] == 1 && depth.models["m38"] == nil)
    }
}
