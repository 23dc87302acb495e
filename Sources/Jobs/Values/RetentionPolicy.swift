/// How much of the jobs that have ended is kept. What is `nil` has no bound.
///
/// The files of the job that ended first go first. A picture whose file went keeps its row.
package struct RetentionPolicy: Sendable, Hashable {
    /// At most so many pictures.
    package var images: Int?
    /// At most so many bytes of pictures and first passes.
    package var bytes: Int?
    /// Files of jobs that ended longer ago than this go.
    package var age: Duration?
    /// At most so many ended jobs are remembered at all; beyond that rows and events go too.
    package var jobs: Int?
    /// At most so many bytes of their rows: documents, summaries, infotexts, notes and events. Beyond that
    /// the jobs that ended first are forgotten.
    package var rowBytes: Int?

    package init(
        images: Int? = nil, bytes: Int? = nil, age: Duration? = nil, jobs: Int? = nil,
        rowBytes: Int? = nil
    ) {
        self.images = images
        self.bytes = bytes
        self.age = age
        self.jobs = jobs
        self.rowBytes = rowBytes
    }
}

/// What was given up.
package struct RetentionReport: Sendable, Hashable {
    package var images = 0
    package var firstPasses = 0
    package var inputs = 0
    package var jobs = 0
    package var bytes = 0

    package init() {}

    mutating func add(_ more: RetentionReport) {
        images += more.images
        firstPasses += more.firstPasses
        inputs += more.inputs
        jobs += more.jobs
        bytes += more.bytes
    }
}
