import GRDB

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Job {
    /// The columns of the table `jobs` that make a job.
    static let columns = """
        id, number, state, attempt, failures, worker, priority, created_at, started_at, finished_at,
        kind, owner, image_count, summary, affinity, idempotency_key, cancel_requested, failure, notes
        """

    /// A row with the columns above.
    init(_ row: Row) throws {
        let summary: Data = row["summary"]
        self.init(
            id: try column(row, "id", JobID.init), number: row["number"],
            state: try column(row, "state", JobState.init), attempt: row["attempt"],
            failures: row["failures"], worker: (row["worker"] as String?).map(WorkerID.init),
            priority: row["priority"], createdAt: row["created_at"], startedAt: row["started_at"],
            finishedAt: row["finished_at"], kind: row["kind"], owner: row["owner"],
            imageCount: row["image_count"], summary: Array(summary),
            affinity: try JSONText.read(row["affinity"]), idempotencyKey: row["idempotency_key"],
            cancelRequested: row["cancel_requested"],
            failure: try (row["failure"] as String?).map { text in try JSONText.read(text) },
            notes: try JSONText.read(row["notes"]))
    }
}

extension StoredImage {
    /// A row of the table `images` with its job's name as `job_id`.
    init(_ row: Row) throws {
        var image = NewImage(
            index: row["place"], role: try column(row, "role", ImageRole.init),
            width: row["width"], height: row["height"],
            mediaType: try column(row, "media_type", MediaType.init))
        image.infotext = row["infotext"]
        image.seed = row["seed"]
        self.init(
            id: try column(row, "id", ImageID.init), job: try column(row, "job_id", JobID.init),
            image: image, hash: try column(row, "hash", BlobID.init),
            byteCount: row["byte_count"], createdAt: row["created_at"], isGone: row["gone"])
    }
}

extension JobEvent {
    /// A row of the table `events`.
    init(_ row: Row, of job: JobID) throws {
        self.init(
            job: job, sequence: row["sequence"], kind: try column(row, "kind", Kind.init),
            detail: try JSONText.read(row["detail"]), time: row["time"])
    }
}

/// A column whose text stands for a value.
///
/// - Throws: `JobStoreError.damaged`.
func column<Value>(
    _ row: Row, _ name: String, _ parse: (String) -> Value?
) throws(JobStoreError) -> Value {
    guard let value = parse(row[name]) else {
        throw .damaged("the column \(name) in jobs.sqlite")
    }
    return value
}
