/// A job as the store knows it, but for its document, which may be long: `JobStore.document(of:)`.
package struct Job: Sendable, Hashable, Identifiable {
    package let id: JobID
    /// Its place among all jobs ever accepted; grows, and is never given twice.
    package let number: Int64
    package var state: JobState
    /// How often it was claimed: the fencing token of the claim that holds it.
    package var attempt: Int
    /// How many attempts failed or lost their worker.
    package var failures: Int
    /// Who holds it, or held it last.
    package var worker: WorkerID?
    package var priority: Int
    /// When it was accepted, in Unix milliseconds.
    package var createdAt: Int64
    /// When its last attempt began, in Unix milliseconds.
    package var startedAt: Int64?
    /// When it ended, in Unix milliseconds.
    package var finishedAt: Int64?
    package var kind: String
    package var owner: String
    package var imageCount: Int
    /// What a list shows of it, as JSON; empty if nothing was said.
    package var summary: [UInt8]
    package var affinity: [String]
    package var idempotencyKey: String?
    /// Whether someone called it off while a worker held it.
    package var cancelRequested: Bool
    /// Why the last attempt that failed did.
    package var failure: JobFailure?
    package var notes: [String]
}
