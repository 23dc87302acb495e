import GRDB
import Synchronization

/// Jobs in an SQLite data base, their files beside it in one data folder that no other store may use.
package final class SQLiteJobStore: JobStore {
    let pool: DatabasePool
    let folder: DataFolder
    let leases = LeaseBook()
    let workers = WorkerBook()
    /// How many claims were made; every `ClaimOrder.fairTurn`th of them is a fair one.
    let claims = ClaimCount()
    private let lock: FolderLock
    private let clock: StoreClock
    private let time: SteadyTime
    /// All that writes files runs here, one after the other, so that a sweep never meets a file whose
    /// row is still to come.
    let fileWriter = BlockingQueue(label: "jobs.files.write", width: 1)
    let fileReader = BlockingQueue(label: "jobs.files.read", width: 4)

    /// Opens the data folder, or makes one: `jobs.sqlite`, `images/`, `first-passes/`, `inputs/`.
    ///
    /// - Throws: `.inUse` while another store has it, `.newerSchema` if a later version wrote it.
    package init(
        folder path: String, clock: StoreClock = .system, operations: FileOperations = .system
    ) throws(JobStoreError) {
        self.clock = clock
        folder = DataFolder(path: path, operations: operations)
        try folder.prepare()
        lock = try FolderLock(folder: path)
        do {
            pool = try Self.openPool(path)
            try Self.migrate(pool, folder: path)
            try Self.letShrink(pool)
            let latest = try pool.read { db in try Int64.fetchOne(db, sql: Self.latest) }
            time = SteadyTime(clock, notBefore: latest ?? 0)
        } catch {
            throw JobStoreError(error)
        }
    }

    /// Closes the data base and gives up the folder; nothing can be done with the store afterwards.
    package func close() throws(JobStoreError) {
        do { try pool.close() } catch { throw JobStoreError(error) }
        lock.giveUp()
    }

    /// The end of a lease that begins now.
    func end(of term: Duration) -> Duration { clock.elapsed() + term.granted }

    var elapsed: Duration { clock.elapsed() }

    // MARK: Transactions

    /// Makes a transaction, and returns when it is on the disk. A cancelled task does not stop it.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (JobRecords) throws -> Value
    ) async throws(JobStoreError) -> Value {
        let outcome = await withCheckedContinuation { continuation in
            pool.asyncWrite { [time] db in
                try body(JobRecords(db: db, now: time.now))
            } completion: { _, outcome in
                continuation.resume(returning: outcome.mapError { error in JobStoreError(error) })
            }
        }
        return try outcome.get()
    }

    /// The same on a thread that may wait.
    func writeNow<Value>(
        _ body: (JobRecords) throws -> Value
    ) throws(JobStoreError) -> Value {
        do {
            return try pool.write { db in try body(JobRecords(db: db, now: time.now)) }
        } catch {
            throw JobStoreError(error)
        }
    }

    /// Reads what was committed.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JobStoreError) -> Value {
        let outcome = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                let outcome = Result { try body(try database.get()) }
                continuation.resume(returning: outcome.mapError { error in JobStoreError(error) })
            }
        }
        return try outcome.get()
    }

    /// The same on a thread that may wait.
    func readNow<Value>(_ body: (Database) throws -> Value) throws(JobStoreError) -> Value {
        do { return try pool.read(body) } catch { throw JobStoreError(error) }
    }

    // MARK: Opening

    /// The latest moment on the steady scale that stands in a row and is still asked for. What waits has
    /// its moments in an index, or was to wait four seconds more at most.
    private static let latest = """
        SELECT max(
            coalesce((SELECT max(ended_at) FROM jobs), 0),
            coalesce((SELECT max(queued_at) FROM jobs WHERE state = 'queued'), 0),
            coalesce((SELECT max(max(queued_at, run_after)) FROM jobs WHERE state = 'running'), 0),
            coalesce((SELECT max(put_at) FROM inputs), 0))
        """

    private static func openPool(_ folder: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "jobs"
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        let pool = try DatabasePool(path: folder + "/jobs.sqlite", configuration: configuration)
        // The pool has set it to NORMAL, which may lose the last commits when the power goes.
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA fullfsync = 1")
            // A long transaction's journal is cut short again.
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return pool
    }

    private static func migrate(_ pool: DatabasePool, folder: String) throws {
        let migrator = Schema.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw JobStoreError.newerSchema(folder: folder)
        }
        try migrator.migrate(pool)
    }

    /// Lets pages that become free go back to the disk. A data base that did not is written anew for
    /// that, once; where there is no room for it, it goes on as it is, and its pages are used again.
    private static func letShrink(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            guard try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0 else { return }
            do {
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
            } catch let error as DatabaseError where error.resultCode != .SQLITE_CORRUPT {
                return
            }
        }
    }
}

/// How many claims a store has made.
final class ClaimCount: Sendable {
    private let count = Atomic(0)

    func increase() { count.wrappingAdd(1, ordering: .relaxed) }

    /// Whether the next claim is the last of a round of so many.
    func isLast(of round: Int) -> Bool { count.load(ordering: .relaxed) % round == round - 1 }
}

extension JobStoreError {
    /// What an error of the data base means.
    init(_ error: any Error) {
        switch error {
        case let error as JobStoreError: self = error
        case let error as DatabaseError:
            let sentence = "jobs.sqlite: \(error.message ?? error.resultCode.description)"
            switch error.resultCode {
            case .SQLITE_FULL: self = .full(sentence)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged("the data base jobs.sqlite")
            default: self = .io(sentence)
            }
        default: self = .io("jobs.sqlite: \(error)")
        }
    }
}
