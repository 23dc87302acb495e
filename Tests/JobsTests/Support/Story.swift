import Synchronization
import Testing

@testable import Jobs

/// A short life of a store, in which every kind of file is written, replaced and given up.
///
/// When a call fails, the worker reports its job as failed and the story goes on, as a server's would.
final class Story: Sendable {
    private struct State {
        var accepted: Set<JobID> = []
        var errors: [JobStoreError] = []
    }

    private let state = Mutex(State())
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    /// The jobs of which the store said that it took them.
    var accepted: Set<JobID> { state.withLock { $0.accepted } }
    /// What went wrong, in order.
    var errors: [JobStoreError] { state.withLock { $0.errors } }

    func run(_ store: SQLiteJobStore) async {
        await trying { try await self.accept(store) }
        await trying { try await self.work(store, ends: false) }
        bench.clock.advance(.seconds(2))
        await trying { try await self.work(store, ends: true) }
        bench.clock.advance(.seconds(2))
        await trying { try await self.work(store, ends: true) }
        bench.clock.advance(.seconds(700))
        await trying { _ = try await store.retain(RetentionPolicy(images: 1)) }
        await trying { try await store.tryWriting() }
    }

    /// Lets a run end in the middle of a job, with a file whose row was not written.
    func leaveUnfinished(_ store: SQLiteJobStore) async throws {
        let id = try await store.accept(.test("unfinished")).id
        state.withLock { _ = $0.accepted.insert(id) }
        let claim = try #require(await bench.claim(store))
        try await store.keepFirstPass(0, bytes: [3, 3, 3], claim.lease)
        _ = try await store.add(.test(0), bytes: Self.picture(0), claim.lease)
        try store.folder.write([1, 2, 3], to: DataFolder.imageName(.random(), .png))
    }

    /// Does all that still waits.
    func finish(_ store: SQLiteJobStore) async throws {
        bench.clock.advance(.seconds(4))
        while let claim = try await bench.claim(store) {
            for index in 0..<claim.job.imageCount {
                _ = try await store.add(.test(index), bytes: Self.picture(index), claim.lease)
            }
            try await store.complete(claim.lease)
        }
    }

    /// The bytes of a result.
    static func picture(_ index: Int) -> [UInt8] { [UInt8](repeating: UInt8(index), count: 4000) }

    private func accept(_ store: SQLiteJobStore) async throws {
        var job = NewJob.test("with input", images: 2)
        job.inputs = [try await store.putInput([UInt8](repeating: 9, count: 3000))]
        for job in [job, .test("plain")] {
            let id = try await store.accept(job).id
            state.withLock { _ = $0.accepted.insert(id) }
        }
        _ = try await store.input(job.inputs[0])
    }

    private func work(_ store: SQLiteJobStore, ends: Bool) async throws {
        guard let claim = try await bench.claim(store) else { return }
        do {
            try await store.keepFirstPass(0, bytes: [1, UInt8(claim.job.attempt)], claim.lease)
            _ = try await store.add(.test(0, .firstPass), bytes: [5, 5], claim.lease)
            // The first attempt's bytes are replaced by the second's.
            let first = ends ? Self.picture(0) : [8, 8, 8]
            let image = try await store.add(.test(0), bytes: first, claim.lease)
            guard ends else { return try await store.release(claim.lease) }
            for index in 1..<max(1, claim.job.imageCount) {
                _ = try await store.add(.test(index), bytes: Self.picture(index), claim.lease)
            }
            _ = try await store.bytes(of: image.id)
            try await store.complete(claim.lease)
        } catch {
            try? await store.fail(claim.lease, .workerLost, retry: true)
            throw error
        }
    }

    private func trying(_ step: () async throws -> Void) async {
        do {
            try await step()
        } catch let error as JobStoreError {
            state.withLock { $0.errors.append(error) }
        } catch {
            Issue.record("\(error) is no error of the store's")
        }
    }
}
