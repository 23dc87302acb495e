import Foundation
import GRDB
import Testing

@testable import Jobs

/// The data base itself: how it is opened, and what it is made of.
@Suite struct SchemaTests {
    @Test(arguments: ["1", "2", "3", "4", "5"])
    func `a shipped schema never changes`(version: String) throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: version)
        let sql = try queue.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'
                        AND name NOT LIKE 'grdb%' ORDER BY type, name
                    """
            ).joined(separator: ";\n") + ";\n"
        }
        let url = try #require(
            Bundle.module.url(
                forResource: "schema-\(version)", withExtension: "sql", subdirectory: "Fixtures"))
        #expect(try sql == String(contentsOf: url, encoding: .utf8))
    }

    @Test func `a commit is on the disk when it returns`() throws {
        let bench = Bench()
        let store = try SQLiteJobStore(folder: bench.folder.path)
        try store.pool.writeWithoutTransaction { db in
            for (pragma, value) in [
                ("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1"),
                ("auto_vacuum", "2"), ("journal_size_limit", "67108864"),
            ] {
                let found = try String.fetchOne(db, sql: "PRAGMA \(pragma)")
                #expect(found == value, "\(pragma)")
            }
        }
    }

    @Test func `two stores cannot have one folder`() throws {
        let bench = Bench()
        var first: SQLiteJobStore? = try SQLiteJobStore(folder: bench.folder.path)
        #expect(throws: JobStoreError.inUse(folder: bench.folder.path)) {
            try SQLiteJobStore(folder: bench.folder.path)
        }
        try first?.close()
        first = nil
        _ = try SQLiteJobStore(folder: bench.folder.path)
    }

    #if os(Linux)
    @Test
    func `a folder that was given up is free, though a program that starts has the lock's file`()
        throws
    {
        let bench = Bench()
        let store = try reopen(bench)
        let lock = bench.folder.path + "/lock"
        let copies = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            .filter {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0))
                    == lock
            }.compactMap { Int32($0) }.map { dup($0) }
        #expect(copies.count == 1)
        defer { for copy in copies { close(copy) } }
        try store.close()
        try reopen(bench).close()
    }
    #endif

    @Test func `a later version's folder is refused and left as it is`() throws {
        let bench = Bench()
        let store = try SQLiteJobStore(folder: bench.folder.path)
        try store.pool.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')")
        }
        try store.close()
        #expect(throws: JobStoreError.newerSchema(folder: bench.folder.path)) {
            try reopen(bench)
        }
        let queue = try DatabaseQueue(path: bench.folder.path + "/jobs.sqlite")
        let applied = try queue.read { db in
            try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY 1")
        }
        #expect(applied == ["1", "2", "3", "4", "5", "99"])
    }

    @Test func `a file that is no data base is called damaged`() throws {
        let bench = Bench()
        try FileManager.default.createDirectory(
            atPath: bench.folder.path, withIntermediateDirectories: true)
        try Data(repeating: 7, count: 5000).write(
            to: URL(filePath: bench.folder.path + "/jobs.sqlite"))
        #expect(throws: JobStoreError.damaged("the data base jobs.sqlite")) { try reopen(bench) }
    }

    @Test func `a data base that may not grow is full, and goes on when it may`() async throws {
        let bench = Bench()
        let store = try SQLiteJobStore(folder: bench.folder.path)
        let kept = try await store.accept(.test())
        try await store.pool.writeWithoutTransaction { db in
            let pages = try #require(try Int.fetchOne(db, sql: "PRAGMA page_count"))
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        var large = NewJob.test()
        large.document = [UInt8](repeating: 1, count: 100_000)
        do {
            _ = try await store.accept(large)
            Issue.record("there was room")
        } catch .full {
        }
        #expect(try await store.counts().accepted == 1)
        try await store.pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        #expect(try await store.accept(large).number == kept.number + 1)
    }
}

/// Opens a bench's folder as a new run of a server would.
func reopen(_ bench: Bench) throws -> SQLiteJobStore {
    try SQLiteJobStore(folder: bench.folder.path, clock: bench.clock.clock)
}
