import Jobs
import Kiln
import Synchronization
import WorkerAPI

extension StatusObject {
    /// What goes on now.
    ///
    /// - Throws: `JobStoreError`.
    init(_ intake: Intake, _ readiness: Readiness) async throws {
        let desk = intake.desk
        version = KilnVersion.string
        state = desk.isDraining ? .draining : .running
        hindrance = await readiness.hindrance
        isReady = hindrance == nil
        jobs = JobCountsObject(try await desk.store.counts())
        queue = QueueObject(try await desk.store.queueDepth(), limit: desk.settings.queueLimit)
        workers = WorkerObject.all(of: desk)
        let folder = intake.data
        disk.freeBytes = try await Blocking.run { Limits.freeDiskBytes(at: folder) }.map { Int($0) }
        disk.neededBytes = Int(intake.limits.freeDiskBytes)
    }
}

extension JobCountsObject {
    fileprivate init(_ counts: JobCounts) {
        (queued, running, done) = (counts[.queued], counts[.running], counts[.done])
        (failed, cancelled) = (counts[.failed], counts[.cancelled])
        quarantined = counts[.quarantined]
    }
}

extension QueueObject {
    fileprivate init(_ depth: QueueDepth, limit: Int) {
        self.limit = limit
        models = depth.models.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            model, jobs in
            var object = ModelQueueObject()
            (object.model, object.jobs) = (model, jobs)
            return object
        }
        (other, withoutModel) = (depth.other, depth.withoutModel)
    }
}

extension WorkerObject {
    /// The workers that are there, with what each does.
    fileprivate static func all(of desk: JobDesk) -> [WorkerObject] {
        let jobs = Dictionary(
            desk.state.withLock(\.leases.all).map { ($0.worker.description, $0.job.description) }
        ) { $1 }
        return desk.roll.seen.map { seen in
            var object = WorkerObject()
            (object.name, object.device, object.models) = (seen.name, seen.device, seen.resident)
            (object.processBytes, object.modelBytes) = (seen.memory.process, seen.memory.models)
            guard let job = jobs[seen.name] else { return object }
            (object.state, object.job) = (.busy, job)
            object.stage = desk.board.entry(job).map(\.report.stage)
            return object
        }
    }
}
