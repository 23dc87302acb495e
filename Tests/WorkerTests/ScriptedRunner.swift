import Kiln
import Synchronization
import Worker
import WorkerAPI

/// A runner whose work is a closure.
final class ScriptedRunner: JobRunner {
    private let work: @Sendable (JobRun) async throws -> Void
    private let models = Mutex(["one.safetensors"])

    init(_ work: @escaping @Sendable (JobRun) async throws -> Void = { _ in }) { self.work = work }

    var resident: [String] { models.withLock(\.self) }
    var modelBytes: Int { resident.count * 1000 }
    func run(_ job: JobRun) async throws { try await work(job) }
    func unload() { models.withLock { $0 = [] } }
}

extension ClaimReply {
    /// A job for a runner that looks at nothing but the claim.
    static func job(_ id: String, lease: Double = 5, patience: Double = 60) -> Self {
        .job(
            ClaimAnswer(
                job: id, attempt: 1,
                document: JobDocument(.generation(GenerationWork(GenerationRequest()))),
                firstPasses: [], finished: [], leaseSeconds: lease, patienceSeconds: patience))
    }
}

extension ImageReport {
    /// A report on a picture that is not looked at.
    init(_ index: Int) {
        self.init(
            index: index, isBeforeHires: false, size: (1, 1), mediaType: "image/png", infotext: "",
            seeds: (index, 0))
    }
}
