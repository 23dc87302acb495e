import Foundation
import GRDB
import Synchronization
import Testing

@testable import Jobs

/// Folders that an earlier version wrote, and upgrades that end too soon.
@Suite struct UpgradeTests {
    /// A folder of the first schema: jobs in every stage, of two models each, whose first passes are
    /// stored for as many images as their names say.
    private func oldFolder() throws -> Bench {
        let bench = Bench()
        let folder = DataFolder(path: bench.folder.path)
        try folder.prepare()
        let queue = try DatabaseQueue(path: bench.folder.path + "/jobs.sqlite")
        try queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = WAL") }
        try Schema.migrator.migrate(queue, upTo: "1")
        let bytes: [UInt8] = [1, 2, 3]
        try queue.write { db in
            for (number, (name, state, kept)) in Self.jobs.enumerated() {
                let id = JobID.random()
                let isEnded = JobState(rawValue: state)?.isFinal == true
                try db.execute(
                    sql: """
                        INSERT INTO jobs (number, id, state, worker, priority, queued_at, ended_at,
                            created_at, kind, owner, image_count, affinity, notes, document)
                        VALUES (?, ?, ?, 'w', 0, 0, ?, 0, 'txt2img', 'someone', 2, ?, '[]', ?)
                        """,
                    arguments: [
                        number + 1, id.description, state, isEnded ? 1 : nil,
                        name == "plain" ? #"["x"]"# : #"["x","y","z"]"#, Data(name.utf8),
                    ])
                for (sequence, kind) in ["accepted", isEnded ? state : nil].enumerated() {
                    guard let kind else { continue }
                    try db.execute(
                        sql: "INSERT INTO events VALUES (?, ?, ?, '{}', 0)",
                        arguments: [number + 1, sequence + 1, kind])
                }
                for place in 0..<kept {
                    let file = DataFolder.firstPassName(id, place, replacing: nil)
                    try folder.write(bytes, to: file)
                    try db.execute(
                        sql: "INSERT INTO first_passes VALUES (?, ?, ?, ?, ?)",
                        arguments: [
                            number + 1, place, BlobID(of: bytes).description, bytes.count, file,
                        ])
                }
            }
        }
        try queue.close()
        return bench
    }

    private static let jobs: [(name: String, state: String, kept: Int)] = [
        ("none", "queued", 0), ("one", "queued", 1), ("both", "queued", 2), ("plain", "queued", 2),
        ("ran", "running", 2), ("failed", "failed", 2), ("over", "cancelled", 0),
    ]

    private func check(_ bench: Bench) async throws {
        let store = try reopen(bench)
        try await store.recover()
        let models = try await store.pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT next_model, following_model FROM jobs
                    WHERE state = 'queued' ORDER BY number
                    """
            ).map { row in [row[0] as String?, row[1]] }
        }
        #expect(models == [["x", "y"], ["x", "y"], ["y", "z"], ["x", nil], ["y", "z"]])
        let documents = try await store.pool.read { db in
            try String.fetchAll(
                db, sql: "SELECT CAST(document AS TEXT) FROM documents ORDER BY job")
        }
        #expect(documents == ["none", "one", "both", "plain", "ran", "failed"])
        var names: [String] = []
        while let claim = try await bench.claim(store, resident: ["y"]) {
            names.append(String(decoding: claim.document, as: UTF8.self))
            #expect(claim.job.summary == [])
        }
        #expect(names.prefix(2) == ["both", "ran"] && names.count == 5)
        let givesBack = try await store.pool.read { db in
            try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 2
        }
        #expect(givesBack)
        try store.close()
        #expect(try Ledger(folder: bench.folder.path).violations() == [])
    }

    @Test func `an earlier version's queue goes on, and each job knows its next model`()
        async throws
    {
        try await check(try oldFolder())
    }

    @Test func `an upgrade that is killed at any statement is made again`() async throws {
        let bench = try oldFolder()
        let snapshots = Snapshots()
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.trace { _ in snapshots.take(bench.folder, []) }
        }
        let queue = try DatabaseQueue(
            path: bench.folder.path + "/jobs.sqlite", configuration: configuration)
        try Schema.migrator.migrate(queue)
        let taken = snapshots.taken
        #expect(taken.count > 10)
        for snapshot in taken { try await check(Bench(folder: snapshot.folder)) }
        try queue.close()
        try await check(bench)
    }
}
