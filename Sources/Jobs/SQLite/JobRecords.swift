import GRDB

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The jobs' rows inside one transaction, and the moment at which it is made.
struct JobRecords {
    /// At so many failures a job is quarantined.
    static let failureLimit = 3
    /// A job remembers so many remarks.
    static let noteLimit = 64

    let db: Database
    let now: Moment

    /// A running job whose lease is good.
    struct Held {
        let number: Int64
        let lease: Lease
        let failures: Int
        let imageCount: Int
        let cancelRequested: Bool
    }

    /// - Throws: `.leaseLost` unless the job runs under this very claim.
    func held(_ lease: Lease) throws -> Held {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT number, failures, image_count, cancel_requested FROM jobs
                    WHERE id = ? AND attempt = ? AND worker = ? AND state = 'running'
                    """),
            arguments: [lease.job.description, lease.attempt, lease.worker.description])
        guard let row else { throw JobStoreError.leaseLost }
        return Held(
            number: row["number"], lease: lease, failures: row["failures"],
            imageCount: row["image_count"], cancelRequested: row["cancel_requested"])
    }

    /// - Throws: `.noJob`.
    func job(_ id: JobID) throws -> Job {
        guard let job = try Self.find(id, in: db) else { throw JobStoreError.noJob(id) }
        return job
    }

    static func find(_ id: JobID, in db: Database) throws -> Job? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Job.columns) FROM jobs WHERE id = ?"),
            arguments: [id.description]
        ).map { row in try Job(row) }
    }

    /// The bytes that a job was handed in with; `nil` if they are not kept or there is no such job.
    static func document(of job: JobID, in db: Database) throws -> [UInt8]? {
        try Data.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT document FROM documents JOIN jobs ON job = number WHERE id = ?
                    """),
            arguments: [job.description]
        ).map(Array.init)
    }

    /// Writes down what happened to a job.
    func append(
        _ kind: JobEvent.Kind, to number: Int64, _ detail: JobEvent.Detail = .init()
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO events (job, sequence, kind, detail, time)
                SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3, ?4 FROM events WHERE job = ?1
                """
        ).execute(arguments: [number, kind.rawValue, try JSONText.write(detail), now.wall])
    }

    /// Brings a job to its end.
    func finish(
        _ number: Int64, as state: JobState, _ detail: JobEvent.Detail = .init()
    ) throws {
        guard let kind = JobEvent.Kind(rawValue: state.rawValue), kind.isFinal else {
            preconditionFailure("\(state) is no end")
        }
        let failure = try detail.failure.map { failure in try JSONText.write(failure) }
        try db.cachedStatement(
            sql: """
                UPDATE jobs SET state = ?, finished_at = ?, ended_at = ?,
                    failure = coalesce(?, failure)
                WHERE number = ?
                """
        ).execute(arguments: [state.rawValue, now.wall, now.steady, failure, number])
        try db.cachedStatement(sql: "DELETE FROM job_inputs WHERE job = ?")
            .execute(arguments: [number])
        try giveUpDocument(of: number)
        try append(kind, to: number, detail)
    }

    /// Forgets what a job that has ended was to do, unless some file of it is kept.
    func giveUpDocument(of number: Int64) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM documents WHERE job = ?1
                    AND NOT EXISTS (SELECT 1 FROM images WHERE job = ?1 AND gone = 0)
                    AND NOT EXISTS (SELECT 1 FROM first_passes WHERE job = ?1)
                """
        ).execute(arguments: [number])
    }

    /// Ends an attempt without an end of the job: it waits again, unless it was called off or has now
    /// failed too often. Without a failure it keeps its place.
    @discardableResult
    func giveBack(_ held: Held, after failure: JobFailure? = nil) throws -> JobState {
        var detail = JobEvent.Detail(held.lease)
        detail.failure = failure
        if held.cancelRequested {
            try finish(held.number, as: .cancelled, detail)
            return .cancelled
        }
        let failures = held.failures + (failure == nil ? 0 : 1)
        if let failure {
            try db.cachedStatement(
                sql:
                    "UPDATE jobs SET failures = ?, failure = ?, queued_at = ?, run_after = ? WHERE number = ?"
            ).execute(arguments: [
                failures, try JSONText.write(failure), now.steady,
                now.steady + 1000 << (failures - 1), held.number,
            ])
            try note("attempt \(held.lease.attempt): \(failure.detail)", on: held.number)
        }
        guard failure == nil || failures < Self.failureLimit else {
            try finish(held.number, as: .quarantined, detail)
            return .quarantined
        }
        try db.cachedStatement(sql: "UPDATE jobs SET state = 'queued' WHERE number = ?")
            .execute(arguments: [held.number])
        try append(.requeued, to: held.number, detail)
        return .queued
    }

    /// Adds a remark, if there is room for it.
    func note(_ text: String, on number: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE jobs SET notes = json_insert(notes, '$[#]', ?)
                WHERE number = ? AND json_array_length(notes) < ?
                """
        ).execute(arguments: [String(text.prefix(1000)), number, Self.noteLimit])
    }
}

extension JobEvent.Detail {
    /// What a claim says about itself.
    init(_ lease: Lease) {
        self.init()
        attempt = lease.attempt
        worker = lease.worker.description
    }
}
