import Foundation
import Synchronization
import Testing

@testable import Jobs

/// Files that change or vanish on the disk while a store is open.
@Suite struct DecayTests {
    /// What happens to a file.
    enum Decay: CaseIterable {
        case changes, isCutShort, vanishes
    }

    /// Spoils the first file of a room.
    private func spoil(_ bench: Bench, _ decay: Decay, in room: String) throws {
        let name = try #require(bench.folder.files.first { $0.hasPrefix(room) })
        let url = URL(filePath: bench.folder.path + "/" + name)
        switch decay {
        case .changes: try Data([9, 9, 9]).write(to: url)
        case .isCutShort: try Data([1]).write(to: url)
        case .vanishes: try FileManager.default.removeItem(at: url)
        }
    }

    @Test(arguments: Decay.allCases)
    func `a first pass that cannot be read is made again`(decay: Decay) async throws {
        let bench = Bench()
        let store = try reopen(bench)
        let job = try await store.accept(.test(affinity: ["x", "y"]))
        let claim = try #require(await bench.claim(store))
        try await store.keepFirstPass(0, bytes: [1, 2, 3], claim.lease)
        try spoil(bench, decay, in: "first-passes")
        await #expect(throws: JobStoreError.self) {
            _ = try await store.firstPass(0, of: job.id)
        }
        #expect(try await store.firstPasses(of: job.id) == [])
        try await store.release(claim.lease)
        #expect(try await store.queueDepth().models == ["x": 1])
        let again = try #require(await bench.claim(store))
        try await store.keepFirstPass(0, bytes: [1, 2, 3], again.lease)
        #expect(try await store.firstPass(0, of: job.id) == [1, 2, 3])
    }

    @Test(arguments: Decay.allCases)
    func `what is stored again is whole again`(decay: Decay) async throws {
        let bench = Bench()
        let store = try reopen(bench)
        var new = NewJob.test()
        new.inputs = [try await store.putInput([1, 2, 3])]
        let job = try await store.accept(new)
        let claim = try #require(await bench.claim(store))
        let image = try await store.add(.test(0), bytes: [1, 2, 3], claim.lease)
        try await store.keepFirstPass(0, bytes: [1, 2, 3], claim.lease)
        for room in DataFolder.rooms { try spoil(bench, decay, in: room) }
        #expect(try await store.putInput([1, 2, 3]) == new.inputs[0])
        #expect(try await store.add(.test(0), bytes: [1, 2, 3], claim.lease).id == image.id)
        try await store.keepFirstPass(0, bytes: [1, 2, 3], claim.lease)
        #expect(try await store.input(new.inputs[0]) == [1, 2, 3])
        #expect(try await store.bytes(of: image.id) == [1, 2, 3])
        #expect(try await store.firstPass(0, of: job.id) == [1, 2, 3])
        try await store.complete(claim.lease)
        try store.close()
        let next = try reopen(bench)
        #expect(try await next.recover().gone == [])
        try next.close()
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }

    @Test func `a file that cannot be removed keeps no other that was given up`() async throws {
        let bench = Bench()
        let refused = Mutex(false)
        var operations = FileOperations.system
        operations.unlink = { path throws(SystemError) in
            let isFirst =
                path.hasSuffix(".png")
                && refused.withLock { done in
                    defer { done = true }
                    return !done
                }
            guard !isFirst else { throw .failed }
            try FileOperations.system.unlink(path)
        }
        let store = try SQLiteJobStore(
            folder: bench.folder.path, clock: bench.clock.clock, operations: operations)
        _ = try await store.accept(.test(images: 3))
        let claim = try #require(await bench.claim(store))
        for index in 0..<3 {
            _ = try await store.add(.test(index), bytes: [1, UInt8(index)], claim.lease)
        }
        try await store.complete(claim.lease)
        await #expect(throws: JobStoreError.self) {
            try await store.retain(RetentionPolicy(images: 0))
        }
        #expect(bench.folder.files.count == 1)
    }

    @Test func `a lease that could not be taken back still tells of a cancellation`() {
        let book = LeaseBook()
        let lease = Lease(job: .random(), attempt: 1, worker: WorkerID("w"))
        book.grant(lease, until: .seconds(1))
        book.requestCancel(lease.job)
        let term = book.takeIfExpired(lease, at: .seconds(2))
        #expect(book.renew(lease, until: .seconds(9)) == .lost)
        if let term { book.putBack(term) }
        #expect(book.renew(lease, until: .seconds(9)) == .cancelRequested)
    }
}
