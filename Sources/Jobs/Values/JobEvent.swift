/// Something that happened to a job, as it stands in the store.
package struct JobEvent: Sendable, Hashable {
    /// What happened.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case accepted, started, firstPass, image, requeued
        case done, failed, cancelled, quarantined

        /// Whether it is the job's end; a job has one at most.
        package var isFinal: Bool { JobState(rawValue: rawValue)?.isFinal ?? false }
    }

    /// What there is to say about it; what does not apply is `nil`.
    package struct Detail: Sendable, Hashable, Codable {
        /// Which claim of the job it concerns.
        package var attempt: Int?
        package var worker: String?
        /// The image's place among the job's.
        package var index: Int?
        package var image: ImageID?
        package var role: ImageRole?
        package var failure: JobFailure?

        package init() {}
    }

    package let job: JobID
    /// Its place among the job's events, from 1.
    package let sequence: Int
    package let kind: Kind
    package let detail: Detail
    /// When, in Unix milliseconds.
    package let time: Int64
}
