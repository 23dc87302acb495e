/// Why an attempt at a job came to nothing.
package struct JobFailure: Hashable, Sendable, Codable {
    /// A short word for programs: "worker-lost", "out-of-memory", ….
    package var reason: String
    /// A sentence for people.
    package var detail: String

    package init(reason: String, detail: String) {
        self.reason = reason
        self.detail = detail
    }

    /// The worker was not heard of before its lease ended.
    package static let workerLost = JobFailure(
        reason: "worker-lost",
        detail: "the worker stopped answering before its lease ended.")
}
