package import WorkerAPI

/// What does the work of jobs: the engine, or a double of it.
package protocol JobRunner: Sendable {
    /// The models in memory, by the names that jobs give them.
    var resident: [String] { get async }

    /// Bytes of the models in memory.
    var modelBytes: Int { get async }

    /// Does a job.
    ///
    /// - Throws: `CancellationError` when it was stopped; ``JobFailure`` or whatever else went wrong.
    func run(_ job: JobRun) async throws

    /// Lets go of all models in memory.
    func unload() async
}

extension JobRunner {
    /// What its process takes of the machine's memory.
    var memory: WorkerMemory {
        get async { WorkerMemory(process: ProcessMemory.bytes, models: await modelBytes) }
    }
}

/// Why a job could not be done.
package struct JobFailure: Error, CustomStringConvertible {
    /// The reason, in a sentence for who sent the job.
    package let description: String
    /// How the try ends: for good, unless another one may succeed, here or elsewhere.
    package let end: OutcomeReport.Kind

    /// A failure.
    package init(_ reason: String, _ end: OutcomeReport.Kind = .failed) {
        description = reason
        self.end = end
    }
}
