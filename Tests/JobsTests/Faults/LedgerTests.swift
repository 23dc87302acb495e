import Foundation
import GRDB
import Testing

@testable import Jobs

/// The ledger finds each promise that is broken, and nothing else.
@Suite struct LedgerTests {
    /// A folder with a job that is done and one that waits, in order.
    private func folder() async throws -> Bench {
        let bench = Bench()
        let store = try reopen(bench)
        var job = NewJob.test("done")
        job.inputs = [try await store.putInput([1, 2, 3])]
        _ = try await store.accept(job)
        let claim = try #require(await bench.claim(store))
        _ = try await store.add(.test(0), bytes: [1, 2], claim.lease)
        try await store.keepFirstPass(0, bytes: [7], claim.lease)
        try await store.complete(claim.lease)
        _ = try await store.accept(job)
        try store.close()
        return bench
    }

    /// Ways to break a folder, and the promise that each breaks.
    private static let damages: [(Ledger.Violation.Rule, String)] = [
        (.countsAddUp, "UPDATE tallies SET count = 7 WHERE name = 'accepted'"),
        (.countsAddUp, "UPDATE tallies SET count = 7 WHERE name = 'done'"),
        (.oneEnd, "DELETE FROM events WHERE kind = 'done'"),
        (.oneEnd, "UPDATE events SET kind = 'failed' WHERE kind = 'done'"),
        (.oneEnd, "INSERT INTO events VALUES (2, 2, 'failed', '{}', 0)"),
        (.unbrokenEvents, "DELETE FROM events WHERE job = 1 AND sequence = 2"),
        (.unbrokenEvents, "DELETE FROM events WHERE job = 2"),
        (.unbrokenEvents, "UPDATE events SET kind = 'started' WHERE job = 2"),
        (.allImages, "UPDATE images SET role = 'first pass'"),
        (.failureLimit, "UPDATE jobs SET failures = 3 WHERE number = 2"),
        (.documentsPresent, "DELETE FROM documents WHERE job = 1"),
        (.documentsPresent, "DELETE FROM documents WHERE job = 2"),
        (.rowBytes, "UPDATE jobs SET row_bytes = row_bytes + 1 WHERE number = 2"),
        (.inputsPresent, "PRAGMA foreign_keys = OFF; DELETE FROM inputs"),
        (.nextModel, "UPDATE jobs SET next_model = 'x' WHERE number = 2"),
        (.nextModel, "UPDATE jobs SET following_model = 'x' WHERE number = 2"),
        (.soundDatabase, "PRAGMA foreign_keys = OFF; UPDATE images SET job = 99"),
        (.wholeFiles, "UPDATE images SET hash = '\(BlobID(of: []))'"),
        (.wholeFiles, "UPDATE first_passes SET byte_count = 2"),
        (.noStrays, "DELETE FROM first_passes"),
    ]

    @Test func `a folder that is in order has no violation`() async throws {
        let bench = try await folder()
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }

    @Test(arguments: damages.indices)
    func `a row that breaks a promise is found`(index: Int) async throws {
        let (rule, sql) = Self.damages[index]
        let bench = try await folder()
        let queue = try DatabaseQueue(path: bench.folder.path + "/jobs.sqlite")
        try await queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
        try queue.close()
        let found = try Ledger(folder: bench.folder.path).violations().map(\.rule)
        #expect(found.contains(rule), "\(sql): \(found)")
    }

    @Test func `files that are missing, changed, left over or unknown are found`() async throws {
        let bench = try await folder()
        let ledger = Ledger(folder: bench.folder.path)
        let image = try #require(bench.folder.files.first { $0.hasSuffix(".png") })
        let input = try #require(bench.folder.files.first { $0.hasPrefix("inputs/") })
        func write(_ bytes: [UInt8], to name: String) throws {
            try Data(bytes).write(to: URL(filePath: bench.folder.path + "/" + name))
        }
        try write([2, 1], to: image)
        #expect(try ledger.violations() == [.init(rule: .wholeFiles, place: image)])
        try write([1, 2], to: image)
        try write([1], to: "images/.tmp-x")
        #expect(try ledger.violations() == [.init(rule: .noDrafts, place: "images/.tmp-x")])
        try FileManager.default.moveItem(
            atPath: bench.folder.path + "/images/.tmp-x", toPath: bench.folder.path + "/inputs/x")
        #expect(try ledger.violations() == [.init(rule: .noStrays, place: "inputs/x")])
        try FileManager.default.removeItem(atPath: bench.folder.path + "/inputs/x")
        try FileManager.default.removeItem(atPath: bench.folder.path + "/" + input)
        #expect(try ledger.violations() == [.init(rule: .wholeFiles, place: input)])
    }

    @Test func `a job that a client was told of and no one knows is found`() async throws {
        let bench = try await folder()
        let lost = JobID.random()
        let found = try Ledger(folder: bench.folder.path).violations(accepted: [lost])
        #expect(found == [.init(rule: .nothingLost, place: lost.description)])
    }

    @Test func `a folder without a data base is refused, and none is made`() throws {
        let bench = Bench()
        try FileManager.default.createDirectory(
            atPath: bench.folder.path, withIntermediateDirectories: true)
        #expect(throws: JobStoreError.self) {
            try Ledger(folder: bench.folder.path).violations()
        }
        #expect(!FileManager.default.fileExists(atPath: bench.folder.path + "/jobs.sqlite"))
    }
}
