import Foundation
import Testing

@testable import Jobs

/// What a start makes of what it finds.
@Suite struct RecoveryTests {
    /// Closes a store and opens its folder anew.
    private func restart(
        _ store: SQLiteJobStore, _ bench: Bench
    ) async throws -> (SQLiteJobStore, RecoveryReport) {
        try store.close()
        let next = try reopen(bench)
        return (next, try await next.recover())
    }

    private func remove(_ bench: Bench, where matches: (String) -> Bool) throws {
        for name in bench.folder.files where matches(name) {
            try FileManager.default.removeItem(atPath: bench.folder.path + "/" + name)
        }
    }

    @Test func `a job that ran waits again without a failure, and its old lease is lost`()
        async throws
    {
        let bench = Bench()
        let first = try reopen(bench)
        let job = try await first.accept(.test(images: 2))
        let called = try await first.accept(.test("called off"))
        let claim = try #require(await bench.claim(first))
        _ = try #require(await bench.claim(first))
        let image = try await first.add(.test(0), bytes: [1], claim.lease)
        try await first.keepFirstPass(1, bytes: [2], claim.lease)
        try await first.cancel(called.id)
        let (store, report) = try await restart(first, bench)
        #expect(report.requeued == [job.id] && report.cancelled == [called.id])
        #expect(report.gone == [] && report.removedFiles == [])
        #expect(try await store.job(job.id).failures == 0)
        #expect(try await store.heartbeat(claim.lease, lease: bench.lease) == .lost)
        await #expect(throws: JobStoreError.leaseLost) { try await store.complete(claim.lease) }
        #expect(try await store.bytes(of: image.id) == [1])
        #expect(try await store.firstPasses(of: job.id) == [1])
        let again = try #require(await bench.claim(store))
        #expect(again.job.id == job.id && again.job.attempt == 2)
        #expect(try await store.recover() == RecoveryReport(), "a held lease stays")
        #expect(try await store.heartbeat(again.lease, lease: bench.lease) == .held)
    }

    @Test func `files that belong to nothing are removed`() async throws {
        let bench = Bench()
        let first = try reopen(bench)
        for name in ["images/.tmp-x", "inputs/.tmp-y", "inputs/stray", "images/stray.png"] {
            try Data([1]).write(to: URL(filePath: bench.folder.path + "/" + name))
        }
        let (_, report) = try await restart(first, bench)
        #expect(
            report.removedFiles
                == ["images/.tmp-x", "images/stray.png", "inputs/.tmp-y", "inputs/stray"])
        #expect(bench.folder.files == [])
    }

    @Test func `a picture whose file is lost is gone, and made again by a job that goes on`()
        async throws
    {
        let bench = Bench()
        let first = try reopen(bench)
        let done = try await first.accept(.test())
        let running = try await first.accept(.test())
        var images: [ImageID] = []
        for _ in 0..<2 {
            let claim = try #require(await bench.claim(first))
            images.append(try await first.add(.test(0), bytes: [1, 2], claim.lease).id)
            if claim.job.id == done.id { try await first.complete(claim.lease) }
        }
        try remove(bench) { $0.hasSuffix(".png") }
        let (store, report) = try await restart(first, bench)
        #expect(Set(report.gone) == Set(images) && report.requeued == [running.id])
        await #expect(throws: JobStoreError.gone(images[0])) {
            _ = try await store.bytes(of: images[0])
        }
        let claim = try #require(await bench.claim(store))
        await #expect(throws: JobStoreError.incomplete(running.id, missing: [0])) {
            try await store.complete(claim.lease)
        }
        #expect(try await store.add(.test(0), bytes: [1, 2], claim.lease).id == images[1])
        try await store.complete(claim.lease)
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }

    @Test func `a first pass that was cut short is made again`() async throws {
        let bench = Bench()
        let first = try reopen(bench)
        let job = try await first.accept(.test())
        let claim = try #require(await bench.claim(first))
        try await first.keepFirstPass(0, bytes: [1, 2, 3], claim.lease)
        let name = "first-passes/\(job.id)/0.safetensors"
        try Data([1, 2]).write(to: URL(filePath: bench.folder.path + "/" + name))
        let (store, report) = try await restart(first, bench)
        #expect(report.removedFiles == [name])
        #expect(try await store.firstPasses(of: job.id) == [])
    }

    @Test func `a job that lost a first pass needs its first model again`() async throws {
        let bench = Bench()
        let first = try reopen(bench)
        let job = try await first.accept(.test("hires", images: 3, affinity: ["x", "y"]))
        let claim = try #require(await bench.claim(first))
        for index in 0..<3 { try await first.keepFirstPass(index, bytes: [1], claim.lease) }
        try await first.keepFirstPass(2, bytes: [2], claim.lease)
        let (second, _) = try await restart(first, bench)
        _ = try await second.accept(.test("other", affinity: ["z"]))
        let warm = try #require(await bench.claim(second, resident: ["y"]))
        #expect(warm.job.id == job.id)
        try await second.release(warm.lease)
        try remove(bench) { $0.hasSuffix("/0.safetensors") || $0.hasSuffix("/1.safetensors") }
        let (store, _) = try await restart(second, bench)
        _ = try await store.accept(.test("another", affinity: ["y"]))
        let cold = try #require(await bench.claim(store, resident: ["y"]))
        #expect(cold.job.name == "another")
        let again = try #require(await bench.claim(store, resident: ["x"]))
        #expect(again.job.id == job.id)
    }

    @Test func `a job whose input is lost has failed, and says so`() async throws {
        let bench = Bench()
        let first = try reopen(bench)
        var job = NewJob.test()
        job.inputs = [try await first.putInput([1, 2])]
        let id = try await first.accept(job).id
        try remove(bench) { $0.hasPrefix("inputs/") }
        let (store, _) = try await restart(first, bench)
        let failed = try await store.job(id)
        #expect(failed.state == .failed && failed.failure?.reason == "input-lost")
        #expect(try await store.putInput([1, 2]) == job.inputs[0])
        #expect(try await store.input(job.inputs[0]) == [1, 2])
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }

    @Test func `bytes that changed on the disk are never handed out`() async throws {
        let bench = Bench()
        let store = try reopen(bench)
        _ = try await store.accept(.test())
        let claim = try #require(await bench.claim(store))
        let image = try await store.add(.test(0), bytes: [1, 2], claim.lease)
        let name = try #require(bench.folder.files.first)
        try Data([1, 3]).write(to: URL(filePath: bench.folder.path + "/" + name))
        await #expect(throws: JobStoreError.damaged("the file \(name)")) {
            _ = try await store.bytes(of: image.id)
        }
    }

    @Test(arguments: [86_400_000, -86_400_000] as [Int64])
    func `a clock that jumped while the server was off holds up no job`(
        jump: Int64
    ) async throws {
        let bench = Bench()
        let first = try reopen(bench)
        let failed = try await first.accept(.test("failed"))
        let claim = try #require(await bench.claim(first))
        try await first.fail(claim.lease, .workerLost, retry: true)
        bench.clock.jump(jump)
        let (store, _) = try await restart(first, bench)
        bench.clock.advance(.seconds(1))
        let again = try #require(await bench.claim(store))
        #expect(again.job.id == failed.id)
    }
}
