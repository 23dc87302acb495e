import Foundation
import Testing

@testable import Jobs

/// Every call to the file system goes wrong once, in every way; the run before may end at any moment.
@Suite struct FaultTests {
    /// How many calls an undisturbed story makes.
    private static func length() async throws -> Int {
        let bench = Bench()
        let files = FaultyFiles()
        let store = try open(bench, files)
        await Story(bench).run(store)
        return files.calls
    }

    private static func open(_ bench: Bench, _ files: FaultyFiles) throws -> SQLiteJobStore {
        try SQLiteJobStore(
            folder: bench.folder.path, clock: bench.clock.clock, operations: files.operations)
    }

    @Test func `an undisturbed story has no error and ends as it should`() async throws {
        let bench = Bench()
        let store = try Self.open(bench, FaultyFiles())
        let story = Story(bench)
        await story.run(store)
        #expect(story.errors == [] && story.accepted.count == 2)
        #expect(try await store.counts()[.done] == 2)
        #expect(bench.folder.files.count == 1)
        try store.close()
        try await bench.checkAfterlife(of: story.accepted, "undisturbed")
    }

    @Test(arguments: [SystemError.noSpace, .failed])
    func `whichever call fails, nothing that was accepted is lost`(
        error: SystemError
    ) async throws {
        for number in 1...(try await Self.length()) {
            let bench = Bench()
            let story = Story(bench)
            do throws(JobStoreError) {
                let store = try SQLiteJobStore(
                    folder: bench.folder.path, clock: bench.clock.clock,
                    operations: FaultyFiles(.failure(error), at: number).operations)
                await story.run(store)
                try store.close()
            } catch {
                #expect(story.accepted.isEmpty, "opening failed at call \(number): \(error)")
            }
            for found in story.errors {
                switch found {
                case .full: #expect(error == .noSpace, "call \(number): \(found)")
                case .io: #expect(error == .failed, "call \(number): \(found)")
                default: Issue.record("call \(number): \(found)")
                }
            }
            try await bench.checkAfterlife(of: story.accepted, "call \(number)")
        }
    }

    @Test func `a call that is interrupted or cut short goes on`() async throws {
        for number in 1...(try await Self.length()) {
            let bench = Bench()
            let store = try Self.open(bench, FaultyFiles(.interruption, at: number))
            let story = Story(bench)
            await story.run(store)
            #expect(story.errors == [], "call \(number)")
            #expect(try await store.counts()[.done] == 2, "call \(number)")
            try store.close()
            #expect(try Ledger(folder: bench.folder.path).violations() == [], "call \(number)")
        }
    }

    @Test func `a run that is killed before any call leaves a folder in order`() async throws {
        let bench = Bench()
        let story = Story(bench)
        let snapshots = Snapshots()
        let files = FaultyFiles { _ in snapshots.take(bench.folder, story.accepted) }
        let store = try Self.open(bench, files)
        await story.run(store)
        #expect(story.errors == [])
        let taken = snapshots.taken
        #expect(taken.count == files.calls && files.calls > 60)
        for (number, snapshot) in taken.enumerated() {
            let copy = Bench(folder: snapshot.folder)
            try await copy.checkAfterlife(of: snapshot.accepted, "before call \(number + 1)")
        }
    }

    @Test func `a journal that lost its end leaves a folder in order`() async throws {
        let bench = Bench()
        let store = try Self.open(bench, FaultyFiles())
        await Story(bench).run(store)
        let journal = bench.folder.path + "/jobs.sqlite-wal"
        let length = try #require(
            try FileManager.default.attributesOfItem(atPath: journal)[.size] as? Int)
        for part in 0..<24 {
            let copy = Bench(folder: try bench.folder.copy())
            let file = try #require(
                FileHandle(forWritingAtPath: copy.folder.path + "/jobs.sqlite-wal"))
            try file.truncate(atOffset: UInt64(length * part / 24))
            try file.close()
            try FileManager.default.removeItem(atPath: copy.folder.path + "/jobs.sqlite-shm")
            try await copy.checkAfterlife(of: [], "\(part) of 24 parts of the journal")
        }
    }
}
